package io.whopship.testkit.hostile;

import static io.whopship.testkit.hostile.Hello.asset;
import static io.whopship.testkit.hostile.RawEntry.stored;
import static io.whopship.testkit.hostile.SampleZip.refused;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.zip.CRC32;

/** Two entries for one place, and two names for one entry. */
final class SharedNames {

  private static final int UNICODE_PATH = 0x7075;

  private SharedNames() {}

  static List<SampleZip> all() {
    return List.of(
        shared("duplicate-worker", "duplicate-name", Hello.WORKER, Hello.WORKER),
        shared("duplicate-asset", "duplicate-name", asset("a.js"), asset("a.js")),
        shared("equal-but-for-case", "colliding-names", asset("App.js"), asset("app.js")),
        shared("equal-but-for-case-of-a-folder", "colliding-names", asset("Js/app.js"),
            asset("js/app.js")),
        shared("equal-but-for-case-beyond-ascii", "colliding-names", asset("\u00c9.js"),
            asset("\u00e9.js")),
        shared("equal-once-composed", "colliding-names", asset("caf\u00e9.js"),
            asset("cafe\u0301.js")),
        shared("equal-once-ordered", "colliding-names", asset("a\u0323\u0307.js"),
            asset("a\u0307\u0323.js")),
        shared("file-then-folder", "file-and-folder", asset("a/b.js"), asset("a")),
        shared("folder-then-file", "file-and-folder", asset("a/"), asset("a")),
        shared("file-and-folder-but-for-case", "file-and-folder", asset("A/b.js"), asset("a")),
        shared("worker-as-folder", "file-and-folder", Hello.WORKER + "/x.js", Hello.WORKER),
        refused("unicode-path-elsewhere", "an extra field that gives the entry another name",
            "two-names", asset("logo.png"),
            () -> Hello.with(stored(asset("logo.png"), "x")
                .both(header -> header.extra(unicodePath(asset("logo.png"), "../../evil"))))
                .bytes()),
        refused("unicode-path-elsewhere-in-front", "the same, in front of the content alone",
            "two-names", asset("logo.png"),
            () -> Hello.with(stored(asset("logo.png"), "x")
                .local(header -> header.extra(unicodePath(asset("logo.png"), "../../evil"))))
                .bytes()));
  }

  /** The extra field by which some tools give a name in UTF-8 beside another one. */
  static byte[] unicodePath(String name, String path) {
    CRC32 crc = new CRC32();
    crc.update(name.getBytes(UTF_8));
    byte[] bytes = path.getBytes(UTF_8);
    return new RawBytes().int16(UNICODE_PATH)
        .int16(5 + bytes.length)
        .bytes((byte) 1)
        .int32(crc.getValue())
        .bytes(bytes)
        .toByteArray();
  }

  /** The second is the one that is told. */
  private static SampleZip shared(String sample, String rule, String first, String second) {
    return refused(sample, "two entries for one place: " + rule, rule, second,
        () -> (second.equals(Hello.WORKER)
            ? Hello.with(stored(first, "x"))
            : Hello.with(stored(first, ""), stored(second, "y"))).bytes());
  }
}
