package io.whopship.testkit.hostile;

import static io.whopship.testkit.hostile.Hello.asset;
import static io.whopship.testkit.hostile.RawEntry.stored;
import static io.whopship.testkit.hostile.SampleZip.refused;

import java.util.List;
import java.util.function.Consumer;

/** Entries that are no plain files: links, devices, what is encrypted. */
final class SpecialEntries {

  private static final int ENCRYPTED = 1;
  private static final int STRONGLY = 1 << 6;
  private static final int MASKED = 1 << 13;
  private static final int AES = 99;
  private static final String NAME = asset("a.js");

  private SpecialEntries() {}

  static List<SampleZip> all() {
    return List.of(
        mode("symlink", "symbolic-link", NAME, 0120777, 3),
        mode("symlink-said-to-be-a-folder", "symbolic-link", asset("a/"), 0120777, 3),
        mode("symlink-said-to-be-made-on-dos", "symbolic-link", NAME, 0120777, 0),
        mode("pipe", "special-file", NAME, 0010644, 3),
        mode("character-device", "special-file", NAME, 0020644, 3),
        mode("block-device", "special-file", NAME, 0060644, 3),
        mode("socket", "special-file", NAME, 0140755, 3),
        mode("whiteout", "special-file", NAME, 0160000, 3),
        refused("symlink-and-file-through-it", "a link, and an entry to be written through it",
            "symbolic-link", asset("up"),
            () -> Hello.with(stored(asset("up"), "/etc").unixMode(0120777),
                stored(asset("up/passwd"), "x")).bytes()),
        encrypted("encrypted", header -> header.flags(ENCRYPTED)),
        encrypted("encrypted-with-aes", header -> header.flags(ENCRYPTED)
            .method(AES)
            .extra(
                new RawBytes().int16(0x9901)
                    .int16(7)
                    .int16(2)
                    .int16(0x4541)
                    .bytes((byte) 3)
                    .int16(RawEntry.DEFLATED)
                    .toByteArray())),
        encrypted("encrypted-strongly", header -> header.flags(ENCRYPTED | STRONGLY)),
        encrypted("encrypted-with-masked-headers", header -> header.flags(ENCRYPTED | MASKED)),
        refused("encrypted-worker", "the worker itself is encrypted", "encrypted", Hello.WORKER,
            () -> RawZip.of(Hello.worker().both(header -> header.flags(ENCRYPTED))).bytes()));
  }

  private static SampleZip mode(String sample, String rule, String name, int mode, int system) {
    return refused(sample, "an entry with the mode " + Integer.toOctalString(mode), rule, name,
        () -> Hello.with(stored(name, "../../../etc/passwd").unixMode(mode)
            .madeBy(system << 8 | 20)).bytes());
  }

  private static SampleZip encrypted(String sample, Consumer<RawHeader> change) {
    return refused(sample, "an entry that is encrypted", "encrypted", NAME,
        () -> Hello.with(stored(NAME, "0123456789ab and what was encrypted").both(change))
            .bytes());
  }
}
