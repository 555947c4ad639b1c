package io.whopship.adapter.zip;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A zip written byte by byte, so that it can say what no tool would write. */
final class RawZip {

  private final List<RawEntry> entries;
  private final ByteBuffer out = ByteBuffer.allocate(16 * 1024 * 1024)
      .order(ByteOrder.LITTLE_ENDIAN);
  private byte[] comment = {};
  private long claimedEntries;
  private long moveDirectory;
  private boolean zip64;
  private long claimedEntries64;
  private long moveEnd64;
  private int signature64 = 0x06064b50;
  private int disk;

  private RawZip(List<RawEntry> entries) {
    this.entries = entries;
    this.claimedEntries = entries.size();
    this.claimedEntries64 = entries.size();
  }

  static RawZip of(RawEntry... entries) {
    return new RawZip(List.of(entries));
  }

  RawZip comment(byte... bytes) {
    comment = bytes;
    return this;
  }

  RawZip claimEntries(long count) {
    claimedEntries = count;
    return this;
  }

  /** Claims that the directory starts so many bytes later than it does. */
  RawZip moveDirectory(long bytes) {
    moveDirectory = bytes;
    return this;
  }

  RawZip disk(int number) {
    disk = number;
    return this;
  }

  /** Writes a zip64 end, too, with this count. */
  RawZip zip64(long count) {
    zip64 = true;
    claimedEntries64 = count;
    return this;
  }

  RawZip moveEnd64(long bytes) {
    moveEnd64 = bytes;
    return this;
  }

  RawZip signature64(int signature) {
    signature64 = signature;
    return this;
  }

  byte[] bytes() {
    Map<RawEntry, Integer> offsets = new HashMap<>();
    for (RawEntry entry : entries) {
      offsets.put(entry, out.position());
      out.putInt(0x04034b50).putShort((short) 20);
      putSizes(entry);
      out.putShort((short) entry.localName.length).putShort((short) 0);
      out.put(entry.localName).put(entry.packed);
    }
    int directory = out.position();
    for (RawEntry entry : entries) {
      out.putInt(0x02014b50).putShort((short) (3 << 8 | 20)).putShort((short) 20);
      putSizes(entry);
      out.putShort((short) entry.name.length)
          .putShort((short) entry.extra.length)
          .putShort((short) entry.comment.length)
          .putInt(0)
          .putInt(entry.attributes)
          .putInt((int) (offsets.getOrDefault(entry, 0) + entry.moveOffset));
      out.put(entry.name).put(entry.extra).put(entry.comment);
    }
    putEnds(directory, out.position());
    return Arrays.copyOf(out.array(), out.position());
  }

  private void putSizes(RawEntry entry) {
    out.putShort((short) entry.flags)
        .putShort((short) entry.method)
        .putInt(0)
        .putInt(entry.crc)
        .putInt((int) entry.packedSize)
        .putInt((int) entry.size);
  }

  private void putEnds(int directory, int end) {
    if (zip64) {
      out.putInt(signature64)
          .putLong(44)
          .putShort((short) 45)
          .putShort((short) 45)
          .putInt(0)
          .putInt(0)
          .putLong(claimedEntries64)
          .putLong(claimedEntries64)
          .putLong(end - directory)
          .putLong(directory + moveDirectory);
      out.putInt(0x07064b50).putInt(0).putLong(end + moveEnd64).putInt(1);
    }
    out.putInt(0x06054b50)
        .putShort((short) disk)
        .putShort((short) disk)
        .putShort((short) claimedEntries)
        .putShort((short) claimedEntries)
        .putInt(end - directory)
        .putInt((int) (directory + moveDirectory))
        .putShort((short) comment.length)
        .put(comment);
  }
}
