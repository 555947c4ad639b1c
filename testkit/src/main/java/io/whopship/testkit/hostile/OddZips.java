package io.whopship.testkit.hostile;

import static io.whopship.testkit.hostile.Hello.asset;
import static io.whopship.testkit.hostile.RawEntry.deflated;
import static io.whopship.testkit.hostile.RawEntry.stored;
import static io.whopship.testkit.hostile.SampleZip.accepted;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What honest tools write, though not all of them, and not always. */
final class OddZips {

  private static final String NAME = asset("a.js");
  private static final String CONTENT = "console.log('a');\n".repeat(100);

  private OddZips() {}

  static List<SampleZip> all() {
    return Stream.of(headers(), makers(), names(), zips()).flatMap(List::stream).toList();
  }

  private static List<SampleZip> headers() {
    return List.of(
        entry("stored", stored(NAME, CONTENT)),
        entry("stored-of-nothing", stored(NAME, "")),
        entry("deflated-of-nothing", deflated(NAME, "")),
        entry("descriptor-signed", deflated(NAME, CONTENT).descriptor(true, false)),
        entry("descriptor-unsigned", deflated(NAME, CONTENT).descriptor(false, false)),
        entry("descriptor-wide-signed", deflated(NAME, CONTENT).descriptor(true, true)),
        entry("descriptor-wide-unsigned", deflated(NAME, CONTENT).descriptor(false, true)),
        entry("descriptor-of-stored", stored(NAME, CONTENT).descriptor(true, false)),
        entry("descriptor-though-sizes-are-known", deflated(NAME, CONTENT).descriptor(true, false)
            .local(header -> header.size(CONTENT.length()))),
        entry("zip64-sizes", deflated(NAME, CONTENT).wideSizes()),
        entry("no-flag-for-utf-8", deflated(NAME, CONTENT).both(header -> header.flags(0))),
        entry("flag-of-the-level-of-compression",
            deflated(NAME, CONTENT).both(header -> header.flags(6))),
        entry("extra-field-of-times", deflated(NAME, CONTENT).both(header -> header.extra(
            new RawBytes().int16(0x5455)
                .int16(5)
                .bytes((byte) 1)
                .int32(1_700_000_000)
                .toByteArray()))),
        entry("extra-field-in-front-alone", deflated(NAME, CONTENT).local(header -> header.extra(
            new RawBytes().int16(0x7875).int16(4).int32(0).toByteArray()))),
        entry("extra-field-of-padding", deflated(NAME, CONTENT)
            .local(header -> header.extra(new byte[3]))),
        entry("extra-field-of-the-same-name", deflated(NAME, CONTENT)
            .both(header -> header.extra(SharedNames.unicodePath(NAME, NAME)))),
        entry("comment-of-an-entry", deflated(NAME, CONTENT).comment("made by hand")));
  }

  private static List<SampleZip> makers() {
    return Stream.of(0, 3, 7, 10, 11, 14, 19, 30, 255)
        .map(system -> entry("made-on-system-" + system,
            deflated(NAME, CONTENT).madeBy(system << 8 | 63).unixMode(0100755)))
        .toList();
  }

  private static List<SampleZip> names() {
    return Stream.of("gr\u00f6\u00dfer \ud83d\udea2.png", "cafe\u0301.png",
        "\u65e5\u672c\u8a9e/\u0639\u0631\u0628\u064a.html", "100%.txt", "%5Bslug%5D.js",
        "_next/static/chunks/app/[slug]/page.js", "[externals]_node:buffer_1.js", "@scope/a~b.js",
        ".well-known/security.txt", "...a/b", "a b/c d.txt", "con.txt", "a".repeat(1007),
        "a/".repeat(503) + "a")
        .map(name -> accepted(
            "name-" + Integer.toHexString(name.hashCode()), "the name " + name,
            () -> Hello.with(deflated(asset(name), CONTENT)).bytes()))
        .toList();
  }

  private static List<SampleZip> zips() {
    return List.of(
        zip("folders", () -> Hello.with(folder("open-next/"), folder("open-next/assets/"),
            deflated(NAME, CONTENT)).bytes()),
        zip("folders-that-are-deflated", () -> Hello.with(deflated("open-next/", "")
            .unixMode(040755)).bytes()),
        zip("folders-of-dos", () -> Hello.with(stored("open-next/assets", "").dosAttributes(0x10)
            .madeBy(20), deflated(NAME, CONTENT)).bytes()),
        zip("comment", () -> Hello.with().comment("PK of 2026".getBytes(UTF_8)).bytes()),
        zip("comment-as-long-as-can-be", () -> Hello.with().comment(new byte[0xffff]).bytes()),
        zip("zip64-end", () -> Hello.with().zip64(1).bytes()),
        zip("zip64-end-that-counts", () -> Hello.with().claimEntries(0xffff).zip64(1).bytes()),
        zip("zip-within", () -> Hello.with(stored(asset("x.zip"), Hello.with().bytes())).bytes()),
        zip("entries-5000", () -> Hello.with(IntStream.range(0, 5000)
            .mapToObj(i -> deflated(asset(i + ".js"), CONTENT))
            .toList()).bytes()));
  }

  private static RawEntry folder(String name) {
    return stored(name, "").unixMode(040755);
  }

  private static SampleZip entry(String sample, RawEntry entry) {
    return zip(sample, () -> Hello.with(entry).bytes());
  }

  private static SampleZip zip(String sample, Supplier<byte[]> content) {
    return accepted("odd-" + sample, "odd, but good: " + sample.replace('-', ' '), content);
  }
}
