package io.whopship.testkit.hostile;

import static io.whopship.testkit.hostile.SampleZip.refused;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Files that are no zip, or no longer a whole one. */
final class BrokenFiles {

  private static final int END_BYTES = 22;
  private static final int CENTRAL_BYTES = 46 + Hello.WORKER.length();

  private BrokenFiles() {}

  static List<SampleZip> all() {
    return List.of(
        file("empty", "not-a-zip", () -> new byte[0]),
        file("one-byte", "not-a-zip", () -> new byte[1]),
        file("zeros", "not-a-zip", () -> new byte[1_000_000]),
        file("text", "not-a-zip", () -> "<html>404 Not Found</html>".getBytes(UTF_8)),
        file("noise", "not-a-zip", BrokenFiles::noise),
        file("gzip", "not-a-zip", () -> new byte[]{0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 3}),
        file("end-alone", "corrupt-directory", () -> last(END_BYTES)),
        file("directory-alone", "corrupt-directory", () -> last(END_BYTES + CENTRAL_BYTES)),
        cut("cut-off-in-the-first-header", 10),
        cut("cut-off-behind-the-first-header", 30 + Hello.WORKER.length()),
        cut("cut-off-in-the-content", 30 + Hello.WORKER.length() + 5),
        cut("cut-off-before-the-directory", good().length - END_BYTES - CENTRAL_BYTES),
        cut("cut-off-in-the-directory", good().length - END_BYTES - 10),
        cut("cut-off-before-the-end", good().length - END_BYTES),
        cut("cut-off-in-the-end", good().length - 1),
        file("cut-off-in-the-comment", "truncated",
            () -> shortened(Hello.with().comment("comment".getBytes(UTF_8)).bytes())),
        file("one-byte-more", "truncated",
            () -> new RawBytes().bytes(good()).bytes((byte) 0).toByteArray()),
        file("script-before-it", "unlisted-bytes",
            () -> Hello.with().before("#!/bin/sh\nrm -rf /\nexit\n".getBytes(UTF_8)).bytes()),
        file("script-before-it-uncounted", "corrupt-directory",
            () -> new RawBytes().bytes("#!/bin/sh\n".getBytes(UTF_8))
                .bytes(good())
                .toByteArray()),
        file("bytes-between-entries", "unlisted-bytes",
            () -> RawZip.of(Hello.worker().behind(new byte[9])).bytes()),
        file("bytes-before-the-directory", "unlisted-bytes",
            () -> Hello.with().beforeDirectory(new byte[9]).bytes()));
  }

  private static byte[] good() {
    return Hello.with().bytes();
  }

  private static byte[] last(int count) {
    byte[] zip = good();
    return Arrays.copyOfRange(zip, zip.length - count, zip.length);
  }

  private static byte[] shortened(byte[] zip) {
    return Arrays.copyOf(zip, zip.length - 1);
  }

  private static byte[] noise() {
    byte[] bytes = new byte[1_000_000];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  private static SampleZip cut(String sample, int length) {
    return file(sample, "truncated", () -> Arrays.copyOf(good(), length));
  }

  private static SampleZip file(String sample, String rule, Supplier<byte[]> content) {
    return refused(sample, "a file that is no whole zip: " + sample.replace('-', ' '), rule, null,
        content);
  }
}
