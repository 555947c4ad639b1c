package io.whopship.testkit.hostile;

import static io.whopship.testkit.hostile.Hello.asset;
import static io.whopship.testkit.hostile.RawEntry.deflated;
import static io.whopship.testkit.hostile.SampleZip.accepted;
import static io.whopship.testkit.hostile.SampleZip.refused;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Zips that unpack to far more than they are. */
final class Bombs {

  private static final int MIB = 1024 * 1024;
  private static final String NAME = asset("bomb.bin");

  /** Of deflate, and empty. */
  private static final byte[] LAST_BLOCK = {3, 0};

  private Bombs() {}

  static List<SampleZip> all() {
    return List.of(
        refused("bomb", "150 MiB in 150 KiB, told truthfully", "compression-ratio", NAME,
            () -> Hello.with(zeros(NAME, 150)).bytes()),
        refused("bomb-of-many", "six assets of 24 MiB, each as large as it may be",
            "compression-ratio", asset("0.bin"),
            () -> Hello.with(IntStream.range(0, 6)
                .mapToObj(i -> zeros(asset(i + ".bin"), 24))
                .toList()).bytes()),
        refused("bomb-as-worker", "a worker of 150 MiB in 150 KiB", "compression-ratio",
            Hello.WORKER, () -> RawZip.of(zeros(Hello.WORKER, 150)).bytes()),
        refused("bomb-said-to-be-small", "150 MiB that claim to be 10 bytes", "unreadable-entry",
            NAME, () -> Hello.with(zeros(NAME, 150).both(header -> header.size(10))).bytes()),
        refused("bomb-said-to-be-small-behind", "the same, claimed behind the content",
            "unreadable-entry", NAME,
            () -> Hello.with(zeros(NAME, 150).both(header -> header.size(10))
                .descriptor(true, false)).bytes()),
        refused("bomb-of-4-gib", "an entry that claims 4 GiB", "compression-ratio", NAME,
            () -> Hello.with(zeros(NAME, 1).both(header -> header.size(0xffff_fffeL))).bytes()),
        refused("bomb-of-8-eib", "an entry that claims 8 EiB", "compression-ratio", NAME,
            () -> Hello.with(zeros(NAME, 1).both(header -> header.size(Long.MAX_VALUE))
                .wideSizes()).bytes()),
        refused("bomb-of-equal-offsets", "many entries that all share one content",
            "overlapping-entries", Hello.WORKER, Bombs::sharing),
        refused("bomb-of-overlapping-entries", "each entry quotes the headers of those behind it",
            "overlapping-entries", asset("0"), Bombs::quoting),
        refused("bomb-quoted-in-extra-fields", "the same, quoted in extra fields",
            "overlapping-entries", asset("0"), Bombs::quotingInExtraFields),
        accepted("bomb-within-a-zip-that-is-data", "an asset that is a bomb of bombs; nobody here "
            + "unpacks an asset", () -> Hello.with(deflated(asset("x.zip"), nested(6))).bytes()));
  }

  /** So many MiB of zeros. The packed form of one MiB repeats. */
  static RawEntry zeros(String name, int mebibytes) {
    byte[] one = new byte[MIB];
    CRC32 crc = new CRC32();
    for (int i = 0; i < mebibytes; i++) {
      crc.update(one);
    }
    byte[] packed = packedZeros(mebibytes);
    return deflated(name, "").packed(packed)
        .both(header -> header.crc((int) crc.getValue())
            .size((long) mebibytes * MIB)
            .packedSize(packed.length));
  }

  private static byte[] packedZeros(int mebibytes) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    deflater.setInput(new byte[MIB]);
    byte[] buffer = new byte[MIB];
    // Up to the end of a byte, so that the same may follow again and again.
    int length = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
    deflater.end();
    RawBytes packed = new RawBytes();
    for (int i = 0; i < mebibytes; i++) {
      packed.bytes(Arrays.copyOf(buffer, length));
    }
    return packed.bytes(LAST_BLOCK).toByteArray();
  }

  private static byte[] sharing() {
    List<RawEntry> entries = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      entries.add(Hello.worker().central(header -> header.size(MIB)).listedOnly());
    }
    return Hello.with(entries).bytes();
  }

  /** After David Fifield, "A better zip bomb": a stored block over the header that follows. */
  private static byte[] quoting() {
    byte[] content = new byte[MIB];
    byte[] packed = RawEntry.deflate(content);
    List<RawEntry> entries = new ArrayList<>();
    byte[] following = {};
    for (int i = 29; i >= 0; i--) {
      if (following.length > 0) {
        byte[] header = following;
        packed = new RawBytes().bytes((byte) 0)
            .int16(header.length)
            .int16(~header.length)
            .bytes(header)
            .bytes(packed)
            .toByteArray();
        content = new RawBytes().bytes(header).bytes(content).toByteArray();
      }
      CRC32 crc = new CRC32();
      crc.update(content);
      int size = content.length;
      int packedSize = packed.length;
      RawEntry entry = deflated(asset(Integer.toString(i)), "")
          .both(header -> header.crc((int) crc.getValue()).size(size).packedSize(packedSize));
      entries.addFirst(entry);
      following = RawZip.localHeader(entry.local);
    }
    return overlapping(entries, packed, 5);
  }

  private static byte[] quotingInExtraFields() {
    byte[] kernel = RawEntry.deflate(new byte[MIB]);
    CRC32 crc = new CRC32();
    crc.update(new byte[MIB]);
    List<RawEntry> entries = new ArrayList<>();
    byte[] following = {};
    for (int i = 29; i >= 0; i--) {
      byte[] quoted = following;
      RawEntry entry = deflated(asset(Integer.toString(i)), "")
          .both(header -> header.crc((int) crc.getValue()).size(MIB).packedSize(kernel.length));
      if (quoted.length > 0) {
        entry.local(header -> header.extra(
            new RawBytes().int16(0xcafe).int16(quoted.length).bytes(quoted).toByteArray()));
      }
      entries.addFirst(entry);
      following = RawZip.localHeader(entry.local);
    }
    return overlapping(entries, kernel, 4);
  }

  /**
   * The first entry is written whole, and the others lie in it.
   *
   * @param gap between the end of what a header has for itself and the header that it quotes
   */
  private static byte[] overlapping(List<RawEntry> entries, byte[] packed, int gap) {
    entries.getFirst().packed(packed);
    int offset = 0;
    for (RawEntry entry : entries) {
      if (entry != entries.getFirst()) {
        entry.listedOnly().moveOffset(offset);
      }
      offset += 30 + entry.local.name.length + gap;
    }
    RawEntry worker = Hello.worker();
    entries.add(worker);
    return RawZip.of(entries).bytes();
  }

  private static byte[] nested(int depth) {
    byte[] inner = RawZip.of(zeros("0.bin", 20)).bytes();
    for (int i = 0; i < depth; i++) {
      List<RawEntry> copies = new ArrayList<>();
      for (int copy = 0; copy < 10; copy++) {
        copies.add(deflated(copy + ".zip", inner));
      }
      inner = RawZip.of(copies).bytes();
    }
    return inner;
  }
}
