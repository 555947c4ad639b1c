package io.whopship.benchmarks;

import io.whopship.testkit.ArtifactZips;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * The hello worker with many assets, or with large ones.
 *
 * @param files so many assets
 * @param bytes of each asset
 * @param isText whether an asset packs to about half its size; else it does not pack, as images
 */
record BulkyArtifact(String name, int files, int bytes, boolean isText) {

  static final BulkyArtifact MANY = new BulkyArtifact("5,000 files of 4 KiB", 5_000, 4 << 10, true);
  static final BulkyArtifact LARGE = new BulkyArtifact("3 files of 20 MiB", 3, 20 << 20, false);

  /** Each version is another zip: of one that came before, the judgement is known. */
  Path writeTo(Folder folder, String version) {
    Path file = folder.path().resolve(version + ".zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      copy(ArtifactZips.helloWorker(version).bytes(), zip);
      Random random = new Random(files);
      for (int i = 0; i < files; i++) {
        zip.putNextEntry(new ZipEntry("open-next/assets/files/%d/%d.%s".formatted(i % 100, i,
            isText ? "js" : "jpg")));
        zip.write(content(random));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  private static void copy(byte[] zip, ZipOutputStream out) throws IOException {
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        out.putNextEntry(new ZipEntry(entry.getName()));
        in.transferTo(out);
      }
    }
  }

  private byte[] content(Random random) {
    byte[] content = new byte[isText ? bytes / 2 : bytes];
    random.nextBytes(content);
    return isText
        ? HexFormat.of().formatHex(content).getBytes(StandardCharsets.US_ASCII)
        : content;
  }
}
