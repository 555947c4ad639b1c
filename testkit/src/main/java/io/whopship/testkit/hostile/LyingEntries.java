package io.whopship.testkit.hostile;

import static io.whopship.testkit.hostile.Hello.asset;
import static io.whopship.testkit.hostile.RawEntry.deflated;
import static io.whopship.testkit.hostile.RawEntry.stored;
import static io.whopship.testkit.hostile.SampleZip.refused;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Entries that are not what their headers say, or whose two headers disagree. */
final class LyingEntries {

  private static final String NAME = asset("a.js");
  private static final String CONTENT = "console.log('a');\n".repeat(100);

  private LyingEntries() {}

  static List<SampleZip> all() {
    return Stream.of(claims(), headers(), places(), methods()).flatMap(List::stream).toList();
  }

  private static List<SampleZip> claims() {
    return List.of(
        entry("size-too-small", "unreadable-entry", packed().both(header -> header.size(10))),
        entry("size-too-large", "unreadable-entry", packed().both(header -> header.size(9000))),
        entry("size-of-nothing", "unreadable-entry", packed().both(header -> header.size(0))),
        entry("size-of-stored-too-large", "unreadable-entry",
            plain().both(header -> header.size(9000))),
        entry("size-of-stored-too-small", "unreadable-entry",
            plain().both(header -> header.size(1))),
        refused("packed-size-too-small", "bytes are left behind an entry", "unlisted-bytes", null,
            () -> Hello.with(packed().both(header -> header.packedSize(10))).bytes()),
        entry("packed-size-too-large", "overlapping-entries",
            packed().both(header -> header.packedSize(header.packedSize + 10))),
        entry("packed-size-beyond-the-zip", "truncated",
            packed().both(header -> header.packedSize(0x7fff_ffff))),
        entry("packed-size-negative", "truncated",
            packed().both(header -> header.packedSize(-5)).wideSizes()),
        entry("size-negative", "truncated", packed().both(header -> header.size(-5)).wideSizes()),
        entry("checksum-wrong", "unreadable-entry", packed().both(header -> header.crc(1))),
        entry("checksum-of-stored-wrong", "unreadable-entry",
            plain().both(header -> header.crc(1))),
        entry("content-damaged", "unreadable-entry", packed().packed(spoilt())),
        entry("content-cut-off", "unreadable-entry", cutOff()),
        entry("content-behind-the-end", "unreadable-entry", withBytesBehindTheEnd()),
        entry("descriptor-wrong", "local-header-differs",
            packed().descriptor(true, false).behind(new byte[16])),
        entry("descriptor-missing", "local-header-differs",
            packed().descriptor(true, false).behind()),
        entry("descriptor-and-more", "local-header-differs",
            packed().descriptor(true, false).behind(new byte[100])));
  }

  private static List<SampleZip> headers() {
    return List.of(
        local("local-name-differs", header -> header.name("../../../evil.js")),
        local("local-name-is-longer", header -> header.name(NAME + "x")),
        local("local-size-differs", header -> header.size(10)),
        local("local-packed-size-differs", header -> header.packedSize(10)),
        local("local-checksum-differs", header -> header.crc(1)),
        local("local-method-differs", header -> header.method(RawEntry.STORED)),
        local("local-encryption-differs", header -> header.flags(1)),
        local("local-descriptor-differs", header -> header.flags(RawEntry.HAS_DESCRIPTOR)),
        entry("central-encryption-differs", "local-header-differs",
            packed().central(header -> header.flags(1))));
  }

  private static List<SampleZip> places() {
    return List.of(
        refused("offset-too-late", "an entry that starts later than it does", "unlisted-bytes",
            null, () -> Hello.with(packed().moveOffset(3)).bytes()),
        refused("offset-to-nowhere", "the zip starts with something else than an entry",
            "local-header-differs", NAME,
            () -> RawZip.of(packed().moveOffset(-1)).before((byte) 0).bytes()),
        entry("offset-beyond-the-zip", "truncated", packed().moveOffset(1_000_000)),
        entry("offset-of-4-gib", "truncated", packed().moveOffset(0xffff_ff00L)),
        entry("extra-field-beyond-its-end", "corrupt-directory",
            packed().central(header -> header.extra(new RawBytes().int16(1)
                .int16(999)
                .toByteArray()))),
        entry("extra-field-without-its-size", "corrupt-directory",
            packed().central(header -> header.size(0xffff_ffffL)
                .extra(new RawBytes().int16(1).int16(0).toByteArray()))),
        refused("entry-on-another-disk", "an entry of a zip of several parts", "split-archive",
            null, () -> Hello.with(packed().disk(3)).bytes()));
  }

  private static List<SampleZip> methods() {
    return Stream.of(1, 6, 9, 12, 14, 93, 95, 98, 99, 0xffff)
        .map(method -> entry("method-" + method, "unsupported-compression",
            packed().both(header -> header.method(method))))
        .toList();
  }

  private static RawEntry packed() {
    return deflated(NAME, CONTENT);
  }

  private static RawEntry plain() {
    return stored(NAME, CONTENT);
  }

  private static byte[] spoilt() {
    byte[] bytes = packed().packed.clone();
    bytes[0] = (byte) 0xff;
    return bytes;
  }

  private static RawEntry cutOff() {
    byte[] all = packed().packed;
    byte[] some = Arrays.copyOf(all, all.length - 5);
    return packed().packed(some).both(header -> header.packedSize(some.length));
  }

  private static RawEntry withBytesBehindTheEnd() {
    byte[] more = new RawBytes().bytes(packed().packed).bytes(new byte[7]).toByteArray();
    return packed().packed(more).both(header -> header.packedSize(more.length));
  }

  private static SampleZip local(String sample, Consumer<RawHeader> change) {
    return entry(sample, "local-header-differs", packed().local(change));
  }

  private static SampleZip entry(String sample, String rule, RawEntry entry) {
    return refused(sample, "an entry that is not what it says: " + sample.replace('-', ' '), rule,
        NAME, () -> Hello.with(entry).bytes());
  }
}
