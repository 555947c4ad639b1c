package io.whopship.benchmarks;

import io.whopship.testkit.ArtifactZip;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Assets of 2 to 20 KiB that do not pack, as images; the same for the same numbers.
 *
 * @param changed so many of them are others than with 0
 */
record SiteFiles(int count, int changed) {

  private static final int LEAST = 2 << 10;
  private static final int MOST = 20 << 10;

  /** As an artifact, with a worker. */
  Path zip(Path file, ArtifactZip worker) {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file));
        ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(worker.bytes()))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        zip.putNextEntry(new ZipEntry(entry.getName()));
        in.transferTo(zip);
      }
      for (int i = 0; i < count; i++) {
        zip.putNextEntry(new ZipEntry("open-next/assets/" + name(i)));
        zip.write(content(i));
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As a folder. */
  void writeTo(Path folder) {
    try {
      for (int i = 0; i < count; i++) {
        Path file = folder.resolve(name(i));
        Files.createDirectories(file.getParent());
        Files.write(file, content(i));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String name(int number) {
    return "images/%d/%d.jpg".formatted(number % 100, number);
  }

  private byte[] content(int number) {
    Random random = new Random(number < changed ? -number - 1L : number);
    byte[] content = new byte[random.nextInt(LEAST, MOST)];
    random.nextBytes(content);
    return content;
  }
}
