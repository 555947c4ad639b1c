package io.whopship.app.demo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The demo's site as an artifact, in a version of one's choice. */
final class DemoArtifact {

  private DemoArtifact() {}

  static byte[] zip(String version, String color) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      add(zip, "open-next/worker/index.js",
          resource("worker.js").replace("@VERSION@", version).replace("@COLOR@", color));
      add(zip, "open-next/assets/style.css", resource("style.css"));
      add(zip, "meta.json", "{\"nodeVersion\": \"20.0.0\"}");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void add(ZipOutputStream zip, String name, String content) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(content.getBytes(StandardCharsets.UTF_8));
    zip.closeEntry();
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = Objects.requireNonNull(DemoArtifact.class.getResourceAsStream(name),
        name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
