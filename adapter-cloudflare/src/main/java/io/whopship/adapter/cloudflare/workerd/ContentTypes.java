package io.whopship.adapter.cloudflare.workerd;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What kind of content a file's ending stands for. */
final class ContentTypes {

  private static final Map<String, String> BY_ENDING = Map.ofEntries(
      Map.entry("aac", "audio/aac"),
      Map.entry("avif", "image/avif"),
      Map.entry("bmp", "image/bmp"),
      Map.entry("css", "text/css; charset=utf-8"),
      Map.entry("csv", "text/csv; charset=utf-8"),
      Map.entry("eot", "application/vnd.ms-fontobject"),
      Map.entry("gif", "image/gif"),
      Map.entry("gz", "application/gzip"),
      Map.entry("htm", "text/html; charset=utf-8"),
      Map.entry("html", "text/html; charset=utf-8"),
      Map.entry("ico", "image/vnd.microsoft.icon"),
      Map.entry("ics", "text/calendar; charset=utf-8"),
      Map.entry("jpeg", "image/jpeg"),
      Map.entry("jpg", "image/jpeg"),
      Map.entry("js", "text/javascript; charset=utf-8"),
      Map.entry("json", "application/json"),
      Map.entry("jsonld", "application/ld+json"),
      Map.entry("jxl", "image/jxl"),
      Map.entry("m4a", "audio/mp4"),
      Map.entry("map", "application/json"),
      Map.entry("md", "text/markdown; charset=utf-8"),
      Map.entry("mjs", "text/javascript; charset=utf-8"),
      Map.entry("mov", "video/quicktime"),
      Map.entry("mp3", "audio/mpeg"),
      Map.entry("mp4", "video/mp4"),
      Map.entry("oga", "audio/ogg"),
      Map.entry("ogg", "audio/ogg"),
      Map.entry("ogv", "video/ogg"),
      Map.entry("otf", "font/otf"),
      Map.entry("pdf", "application/pdf"),
      Map.entry("png", "image/png"),
      Map.entry("rsc", "text/x-component"),
      Map.entry("rss", "application/rss+xml"),
      Map.entry("svg", "image/svg+xml"),
      Map.entry("tif", "image/tiff"),
      Map.entry("tiff", "image/tiff"),
      Map.entry("ttf", "font/ttf"),
      Map.entry("txt", "text/plain; charset=utf-8"),
      Map.entry("vtt", "text/vtt; charset=utf-8"),
      Map.entry("wasm", "application/wasm"),
      Map.entry("wav", "audio/wav"),
      Map.entry("weba", "audio/webm"),
      Map.entry("webm", "video/webm"),
      Map.entry("webmanifest", "application/manifest+json"),
      Map.entry("webp", "image/webp"),
      Map.entry("woff", "font/woff"),
      Map.entry("woff2", "font/woff2"),
      Map.entry("xhtml", "application/xhtml+xml"),
      Map.entry("xml", "application/xml"),
      Map.entry("zip", "application/zip"));

  private ContentTypes() {}

  /** Empty for an ending that is not known: then no type is claimed. */
  static Optional<String> ofPath(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return name.indexOf('.') < 0 ? Optional.empty() : Optional.ofNullable(BY_ENDING.get(ending));
  }
}
