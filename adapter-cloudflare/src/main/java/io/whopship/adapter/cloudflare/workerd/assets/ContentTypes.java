package io.whopship.adapter.cloudflare.workerd.assets;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What kind of content a file's ending stands for: as on Cloudflare, which a test compares. */
public final class ContentTypes {

  /** On each line a type and its endings. What begins with "text/" is in UTF-8. */
  private static final String LINES = """
      application/atom+xml atom
      application/dash+xml mpd
      application/epub+zip epub
      application/geo+json geojson
      application/gpx+xml gpx
      application/gzip gz
      application/json json map
      application/json5 json5
      application/ld+json jsonld
      application/manifest+json webmanifest
      application/msword doc
      application/node cjs
      application/octet-stream bin
      application/pdf pdf
      application/postscript eps
      application/rss+xml rss
      application/rtf rtf
      application/toml toml
      application/vnd.apple.mpegurl m3u8
      application/vnd.google-earth.kml+xml kml
      application/vnd.google-earth.kmz kmz
      application/vnd.ms-excel xls
      application/vnd.ms-fontobject eot
      application/vnd.ms-powerpoint ppt
      application/vnd.oasis.opendocument.spreadsheet ods
      application/vnd.oasis.opendocument.text odt
      application/vnd.openxmlformats-officedocument.presentationml.presentation pptx
      application/vnd.openxmlformats-officedocument.spreadsheetml.sheet xlsx
      application/vnd.openxmlformats-officedocument.wordprocessingml.document docx
      application/wasm wasm
      application/x-7z-compressed 7z
      application/x-sh sh
      application/x-tar tar
      application/xhtml+xml xhtml
      application/xml xml xsl
      application/xslt+xml xslt
      application/zip zip
      audio/aac aac
      audio/midi mid midi
      audio/mp4 m4a
      audio/mpeg mp3
      audio/ogg oga ogg opus
      audio/wav wav
      audio/webm weba
      audio/x-flac flac
      font/collection ttc
      font/otf otf
      font/ttf ttf
      font/woff woff
      font/woff2 woff2
      image/apng apng
      image/avif avif
      image/bmp bmp
      image/gif gif
      image/heic heic
      image/heif heif
      image/jp2 jp2
      image/jpeg jpeg jpg
      image/jxl jxl
      image/ktx2 ktx2
      image/png png
      image/svg+xml svg svgz
      image/tiff tif tiff
      image/vnd.microsoft.icon ico
      image/webp webp
      model/gltf+json gltf
      model/gltf-binary glb
      model/obj obj
      model/stl stl
      model/vnd.collada+xml dae
      model/vnd.usdz+zip usdz
      text/calendar ics
      text/css css
      text/csv csv
      text/html htm html shtml
      text/javascript js mjs
      text/jsx jsx
      text/markdown markdown md
      text/mdx mdx
      text/plain log txt
      text/tab-separated-values tsv
      text/vtt vtt
      text/x-component rsc
      text/x-vcard vcf
      text/yaml yaml yml
      video/3gpp 3gp
      video/mp2t ts
      video/mp4 mp4
      video/mpeg mpeg mpg
      video/ogg ogv
      video/quicktime mov
      video/webm webm
      video/x-m4v m4v
      video/x-matroska mkv
      video/x-ms-wmv wmv
      video/x-msvideo avi
      """;

  private static final Map<String, String> BY_ENDING = new HashMap<>();
  static {
    LINES.lines().map(line -> line.split(" ", -1)).forEach(words -> {
      String type = words[0].startsWith("text/") ? words[0] + "; charset=utf-8" : words[0];
      for (int i = 1; i < words.length; i++) {
        BY_ENDING.put(words[i], type);
      }
    });
  }

  private ContentTypes() {}

  /** Empty for an ending that is not known: then no type is claimed. */
  public static Optional<String> ofPath(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return name.indexOf('.') < 0 ? Optional.empty() : Optional.ofNullable(BY_ENDING.get(ending));
  }
}
