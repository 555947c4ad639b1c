package io.whopship.testkit.hostile;

import static io.whopship.testkit.hostile.Hello.asset;
import static io.whopship.testkit.hostile.RawEntry.stored;
import static io.whopship.testkit.hostile.SampleZip.refused;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Central directories that lie, that are too large, or of which there are two. */
final class LyingDirectories {

  /** More than the platform takes. */
  private static final int MANY = 200_000;

  /** As many as the platform takes by default, with the worker. */
  private static final int MOST = 119_999;

  private LyingDirectories() {}

  static List<SampleZip> all() {
    return List.of(
        zip("entries-200000", "too-many-entries", null,
            () -> many(MANY).claimEntries(0xffff).zip64(MANY + 1).bytes()),
        zip("entries-claimed-4-billion", "too-many-entries", null,
            () -> Hello.with().claimEntries(0xffff).zip64(4_000_000_000L).bytes()),
        zip("entries-200000-claimed-1", "corrupt-directory", null,
            () -> many(MANY).claimEntries(1).bytes()),
        zip("entries-200000-claimed-0", "corrupt-directory", null,
            () -> many(MANY).claimEntries(0).bytes()),
        zip("entries-65537-counted-with-16-bits", "corrupt-directory", null,
            () -> many(65_536).bytes()),
        zip("entries-claimed-too-many", "corrupt-directory", null,
            () -> Hello.with().claimEntries(2).bytes()),
        zip("entries-claimed-negative", "corrupt-directory", null,
            () -> Hello.with().claimEntries(0xffff).zip64(-1).bytes()),
        zip("entries-as-many-as-allowed-all-unsafe", "unsafe-name", "/0",
            () -> each(MOST, i -> "/" + i).bytes()),
        zip("entries-as-many-as-allowed-all-equal", "duplicate-name", asset("a"),
            () -> each(MOST, i -> asset("a")).bytes()),
        zip("entries-as-many-as-allowed-but-for-case", "colliding-names", asset("a"),
            () -> each(MOST, i -> asset(i % 2 == 0 ? "A" : "a")).bytes()),
        zip("entries-as-many-as-allowed-in-long-names", "unsafe-name", "../evil",
            () -> each(MOST, i -> i == 0
                ? "../evil"
                : Hello.asset("UPPER%06d".formatted(i) + "X".repeat(120))).bytes()),
        zip("entries-as-many-as-allowed-all-modules", "unsafe-name", "../evil",
            () -> each(MOST, i -> i == 0
                ? "../evil"
                : "open-next/worker/%06d%s.js".formatted(i, "x".repeat(120))).bytes()),
        zip("entries-as-many-as-allowed-all-damaged", "unreadable-entry", asset("0"),
            () -> RawZip.of(IntStream.range(0, MOST)
                .mapToObj(i -> stored(asset("" + i), "x").both(header -> header.crc(1)))
                .toList()).claimEntries(0xffff).zip64(MOST).bytes()),
        zip("directory-too-large", "directory-too-large", null,
            () -> Hello.with(IntStream.range(0, 410)
                .mapToObj(i -> stored(asset("a" + i), "").comment("c".repeat(60_000)))
                .toList()).bytes()),
        zip("directory-elsewhere", "corrupt-directory", null,
            () -> Hello.with().moveDirectory(1).bytes()),
        zip("directory-before-the-zip", "corrupt-directory", null,
            () -> Hello.with().moveDirectory(-1_000_000).bytes()),
        zip("two-directories", "unlisted-bytes", null, LyingDirectories::twoDirectories),
        zip("two-ends", "ambiguous-zip", null,
            () -> Hello.with().comment(end(Hello.with().bytes())).bytes()),
        zip("two-ends-that-disagree", "corrupt-directory", null,
            () -> Hello.with().zip64(2).bytes()),
        zip("zip-in-the-comment", "ambiguous-zip", null,
            () -> Hello.with().comment(planted()).bytes()),
        zip("zip-in-the-comment-with-more-behind", "ambiguous-zip", null,
            () -> Hello.with().comment(join(planted(), new byte[5])).bytes()),
        zip("zip-before-the-zip", "unlisted-bytes", null,
            () -> Hello.with().before(planted()).bytes()),
        zip("zip-behind-the-zip", "corrupt-directory", null,
            () -> join(planted(), Hello.with().bytes())),
        zip("zip64-end-elsewhere", "corrupt-directory", null,
            () -> Hello.with().zip64(1).moveEnd64(-1).bytes()),
        zip("zip64-end-beyond-the-zip", "corrupt-directory", null,
            () -> Hello.with().zip64(1).moveEnd64(Long.MAX_VALUE / 2).bytes()),
        zip("zip64-end-missing", "corrupt-directory", null,
            () -> Hello.with().zip64(1).signature64(0).bytes()),
        zip("part-of-several", "split-archive", null, () -> Hello.with().disk(2).bytes()));
  }

  private static RawZip many(int count) {
    return Hello.with(IntStream.range(0, count)
        .mapToObj(i -> stored(asset(Integer.toString(i)), ""))
        .toList());
  }

  private static RawZip each(int count, IntFunction<String> name) {
    return Hello.with(IntStream.range(0, count)
        .mapToObj(i -> stored(name.apply(i), ""))
        .toList()).claimEntries(0xffff).zip64(count + 1);
  }

  /** Another site, planted where some readers find it. */
  private static byte[] planted() {
    return RawZip.of(stored(Hello.WORKER, "evil")).bytes();
  }

  private static byte[] twoDirectories() {
    byte[] other = RawZip.of(Hello.worker()).bytes();
    int start = Hello.worker().packed.length + RawZip.localHeader(Hello.worker().local).length;
    return Hello.with()
        .beforeDirectory(Arrays.copyOfRange(other, start, other.length))
        .bytes();
  }

  private static byte[] end(byte[] zip) {
    return Arrays.copyOfRange(zip, zip.length - 22, zip.length);
  }

  private static byte[] join(byte[] first, byte[] second) {
    return new RawBytes().bytes(first).bytes(second).toByteArray();
  }

  private static SampleZip zip(String sample, String rule, @Nullable String entry,
      Supplier<byte[]> content) {
    return refused(sample, "a directory that lies: " + sample.replace('-', ' '), rule, entry,
        content);
  }
}
