package io.whopship.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A real zip in the making: what a build left, under a prefix, and what lies beside it. A value:
 * each method answers a new one. The same zip always has the same bytes.
 */
public final class ArtifactZip {

  /** 1980-01-01, the first day that a zip knows: local time, so that no time zone matters. */
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private static final String META = "meta.json";

  private final String prefix;
  private final Map<String, byte[]> built;
  private final Map<String, byte[]> beside;

  private ArtifactZip(String prefix, Map<String, byte[]> built, Map<String, byte[]> beside) {
    this.prefix = prefix;
    this.built = built;
    this.beside = beside;
  }

  /** Without any entry, with the prefix {@code open-next/}. */
  public static ArtifactZip empty() {
    return new ArtifactZip("open-next/", Map.of(), Map.of());
  }

  /** What the build left lies under this: {@code open-next/}, {@code .open-next/} or nothing. */
  public ArtifactZip prefix(String newPrefix) {
    return new ArtifactZip(newPrefix, built, beside);
  }

  /** Adds a file that the build left, in place of one of the same path: its prefix is added. */
  public ArtifactZip built(String path, byte[] content) {
    return new ArtifactZip(prefix, with(built, path, content), beside);
  }

  public ArtifactZip built(String path, String content) {
    return built(path, content.getBytes(UTF_8));
  }

  /** Adds an entry under just this name, whatever it is; a trailing slash makes a directory. */
  public ArtifactZip entry(String name, byte[] content) {
    return new ArtifactZip(prefix, built, with(beside, name, content));
  }

  public ArtifactZip entry(String name, String content) {
    return entry(name, content.getBytes(UTF_8));
  }

  public ArtifactZip meta(String json) {
    return entry(META, json);
  }

  public ArtifactZip withoutMeta() {
    Map<String, byte[]> rest = new LinkedHashMap<>(beside);
    rest.remove(META);
    return new ArtifactZip(prefix, built, rest);
  }

  public byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes, UTF_8)) {
      for (Map.Entry<String, byte[]> file : built.entrySet()) {
        write(zip, prefix + file.getKey(), file.getValue());
      }
      for (Map.Entry<String, byte[]> entry : beside.entrySet()) {
        write(zip, entry.getKey(), entry.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a zip in memory", e);
    }
    return bytes.toByteArray();
  }

  /** Writes it to a file, and answers that file. */
  public Path writeTo(Path file) {
    try {
      return Files.write(file, bytes());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  private static void write(ZipOutputStream zip, String name, byte[] content) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(TIME);
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  private static Map<String, byte[]> with(Map<String, byte[]> files, String name,
      byte[] content) {
    Map<String, byte[]> more = new LinkedHashMap<>(files);
    more.put(name, content.clone());
    return more;
  }
}
