package io.whopship.testkit.hostile;

import static io.whopship.testkit.hostile.Hello.asset;
import static io.whopship.testkit.hostile.RawEntry.deflated;
import static io.whopship.testkit.hostile.RawEntry.stored;
import static io.whopship.testkit.hostile.SampleZip.refused;

import java.util.List;
import java.util.stream.Stream;

/** Names that lead somewhere else, or look like what they are not. */
final class UnsafeNames {

  private UnsafeNames() {}

  static List<SampleZip> all() {
    return Stream.of(traversals(), absolutes(), unseen(), tooLong(), notUtf8())
        .flatMap(List::stream)
        .toList();
  }

  private static List<SampleZip> traversals() {
    return List.of(
        unsafe("traversal", "../../../../etc/cron.d/evil"),
        unsafe("traversal-of-one", "../evil.txt"),
        unsafe("traversal-within", asset("../../../evil.txt")),
        unsafe("traversal-at-the-end", asset("..")),
        unsafe("traversal-of-a-folder", asset("../")),
        unsafe("traversal-behind-a-dot", "./../evil.txt"),
        unsafe("traversal-behind-a-slash", asset("/../evil.txt")),
        unsafe("traversal-backslash", "..\\..\\evil.txt"),
        unsafe("traversal-mixed-slashes", asset("..\\../evil.txt")),
        unsafe("traversal-backslash-within", asset("a\\..\\..\\evil.txt")),
        unsafe("traversal-encoded", asset("%2e%2e%2fevil.txt")),
        unsafe("traversal-encoded-upper-case", asset("%2E%2E/evil.txt")),
        unsafe("traversal-encoded-slash", asset("..%2fevil.txt")),
        unsafe("traversal-encoded-backslash", asset("..%5cevil.txt")),
        unsafe("traversal-encoded-twice", asset("%252e%252e%252fevil.txt")),
        unsafe("traversal-encoded-overlong", asset("%c0%ae%c0%ae/evil.txt")),
        unsafe("traversal-with-a-space", asset(".. /evil.txt")),
        unsafe("traversal-with-dots", asset(".../evil.txt")),
        unsafe("segment-of-a-dot", asset("./evil.txt")),
        unsafe("segment-that-is-empty", asset("a//evil.txt")),
        unsafe("segment-that-ends-in-a-dot", asset("a./evil.txt")),
        unsafe("name-that-ends-in-a-dot", Hello.WORKER + "."),
        unsafe("name-that-ends-in-a-space", Hello.WORKER + " "));
  }

  private static List<SampleZip> absolutes() {
    return List.of(
        unsafe("absolute", "/etc/passwd"),
        unsafe("absolute-backslash", "\\evil.txt"),
        unsafe("absolute-twice", "//etc/passwd"),
        unsafe("drive", "C:\\evil.txt"),
        unsafe("drive-with-a-slash", "C:/evil.txt"),
        unsafe("drive-relative", "c:evil.txt"),
        unsafe("unc", "\\\\server\\share\\evil.txt"),
        unsafe("unc-with-slashes", "//server/share/evil.txt"),
        unsafe("unc-of-a-device", "\\\\?\\C:\\evil.txt"),
        unsafe("name-of-a-slash", "/"));
  }

  private static List<SampleZip> unseen() {
    return List.of(
        unsafe("name-with-null", asset("logo.png\u0000.js")),
        unsafe("name-with-a-line-break", asset("a\nDeployment completed successfully")),
        unsafe("name-with-a-carriage-return", asset("a\rb")),
        unsafe("name-with-an-escape", asset("\u001b[2J\u001b[Hgone")),
        unsafe("name-with-a-delete", asset("a\u007fb")),
        unsafe("name-with-a-c1-control", asset("a\u009b2Jb")),
        unsafe("name-with-a-line-separator", asset("a\u2028b")),
        unsafe("name-turned-around", asset("gpj.\u202ejs")),
        unsafe("name-isolated", asset("a\u2066b")),
        refused("name-missing", "an entry without a name", "unsafe-name", "",
            () -> Hello.with(stored("", "x")).bytes()));
  }

  private static List<SampleZip> tooLong() {
    String longest = "a".repeat(0xffff);
    String deep = "a/".repeat(2000) + "x";
    String oneMore = "a".repeat(1025);
    return List.of(
        refused("name-of-64-kib", "a name as long as a zip can have", "name-too-long",
            longest.substring(0, 97) + "...", () -> Hello.with(stored(longest, "x")).bytes()),
        refused("name-of-1025-bytes", "a name one byte longer than allowed", "name-too-long",
            oneMore.substring(0, 97) + "...", () -> Hello.with(stored(oneMore, "x")).bytes()),
        refused("path-of-2000-folders", "a path 2,000 folders deep", "name-too-long",
            deep.substring(0, 97) + "...", () -> Hello.with(stored(deep, "x")).bytes()));
  }

  private static List<SampleZip> notUtf8() {
    return List.of(
        notUtf8("name-in-latin-1", "caf\ufffd", 'c', 'a', 'f', 0xe9),
        notUtf8("name-overlong", "..\ufffd\ufffdevil", '.', '.', 0xc0, 0xaf, 'e', 'v', 'i', 'l'),
        notUtf8("name-with-half-a-pair", "\ufffd", 0xed, 0xa0, 0x80),
        notUtf8("name-cut-off", "a\ufffd", 'a', 0xe2, 0x82));
  }

  private static SampleZip unsafe(String sample, String name) {
    return refused(sample, "an entry with an unsafe name", "unsafe-name", name,
        () -> Hello.with(deflated(name, "evil")).bytes());
  }

  private static SampleZip notUtf8(String sample, String shown, int... name) {
    byte[] bytes = new byte[name.length];
    for (int i = 0; i < name.length; i++) {
      bytes[i] = (byte) name[i];
    }
    return refused(sample, "a name that is not UTF-8", "name-not-utf8", shown,
        () -> Hello.with(stored("x", "x").both(header -> header.nameBytes(bytes))).bytes());
  }
}
