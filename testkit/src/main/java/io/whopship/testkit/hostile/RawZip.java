package io.whopship.testkit.hostile;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A zip written byte by byte, so that it can say what no tool would write. */
public final class RawZip {

  private static final int LOCAL_HEADER = 0x04034b50;
  private static final int CENTRAL_HEADER = 0x02014b50;
  private static final int END = 0x06054b50;
  private static final int END_64 = 0x06064b50;
  private static final int LOCATOR_64 = 0x07064b50;
  private static final int VERSION = 20;
  private static final int VERSION_64 = 45;

  private final List<RawEntry> entries;
  private byte[] before = {};
  private byte[] beforeDirectory = {};
  private byte[] comment = {};
  private long claimedEntries;
  private long moveDirectory;
  private boolean hasEnd64;
  private long claimedEntries64;
  private long moveEnd64;
  private int signature64 = END_64;
  private int disk;

  private RawZip(List<RawEntry> entries) {
    this.entries = entries;
    this.claimedEntries = entries.size();
    this.claimedEntries64 = entries.size();
  }

  public static RawZip of(RawEntry... entries) {
    return of(List.of(entries));
  }

  public static RawZip of(List<RawEntry> entries) {
    return new RawZip(List.copyOf(entries));
  }

  /** What stands before the first entry. All offsets take it into account. */
  public RawZip before(byte... bytes) {
    before = bytes;
    return this;
  }

  /** What stands between the last entry and the central directory. */
  public RawZip beforeDirectory(byte... bytes) {
    beforeDirectory = bytes;
    return this;
  }

  public RawZip comment(byte... bytes) {
    comment = bytes;
    return this;
  }

  public RawZip claimEntries(long count) {
    claimedEntries = count;
    return this;
  }

  /** Claims that the directory starts so many bytes later than it does. */
  public RawZip moveDirectory(long bytes) {
    moveDirectory = bytes;
    return this;
  }

  public RawZip disk(int number) {
    disk = number;
    return this;
  }

  /** Writes a zip64 end, too, with this count. */
  public RawZip zip64(long count) {
    hasEnd64 = true;
    claimedEntries64 = count;
    return this;
  }

  public RawZip moveEnd64(long bytes) {
    moveEnd64 = bytes;
    return this;
  }

  public RawZip signature64(int signature) {
    signature64 = signature;
    return this;
  }

  public byte[] bytes() {
    RawBytes out = new RawBytes().bytes(before);
    Map<RawEntry, Integer> offsets = new HashMap<>();
    for (RawEntry entry : entries) {
      if (!entry.isListedOnly) {
        offsets.put(entry, out.size());
        putLocal(out, entry);
      }
    }
    int directory = out.bytes(beforeDirectory).size();
    for (RawEntry entry : entries) {
      putCentral(out, entry, offsets.getOrDefault(entry, 0) + entry.moveOffset);
    }
    putEnds(out, directory, out.size());
    return out.toByteArray();
  }

  private static void putLocal(RawBytes out, RawEntry entry) {
    putLocalHeader(out, entry.local);
    out.bytes(entry.packed).bytes(entry.behind);
  }

  private static void putLocalHeader(RawBytes out, RawHeader header) {
    out.int32(LOCAL_HEADER).int16(VERSION);
    putClaims(out, header);
    out.int16(header.name.length)
        .int16(header.extra.length)
        .bytes(header.name)
        .bytes(header.extra);
  }

  /** As it stands in front of the content. */
  static byte[] localHeader(RawHeader header) {
    RawBytes out = new RawBytes();
    putLocalHeader(out, header);
    return out.toByteArray();
  }

  private static void putCentral(RawBytes out, RawEntry entry, long offset) {
    RawHeader header = entry.central;
    out.int32(CENTRAL_HEADER).int16(entry.madeBy).int16(VERSION);
    putClaims(out, header);
    out.int16(header.name.length)
        .int16(header.extra.length)
        .int16(entry.comment.length)
        .int16(entry.disk)
        .int16(0)
        .int32(entry.attributes)
        .int32(offset)
        .bytes(header.name)
        .bytes(header.extra)
        .bytes(entry.comment);
  }

  private static void putClaims(RawBytes out, RawHeader header) {
    out.int16(header.flags)
        .int16(header.method)
        .int32(0)
        .int32(header.crc)
        .int32(header.packedSize)
        .int32(header.size);
  }

  private void putEnds(RawBytes out, int directory, int end) {
    if (hasEnd64) {
      out.int32(signature64)
          .int64(44)
          .int16(VERSION_64)
          .int16(VERSION_64)
          .int32(0)
          .int32(0)
          .int64(claimedEntries64)
          .int64(claimedEntries64)
          .int64(end - directory)
          .int64(directory + moveDirectory);
      out.int32(LOCATOR_64).int32(0).int64(end + moveEnd64).int32(1);
    }
    out.int32(END)
        .int16(disk)
        .int16(disk)
        .int16(claimedEntries)
        .int16(claimedEntries)
        .int32(end - directory)
        .int32(directory + moveDirectory)
        .int16(comment.length)
        .bytes(comment);
  }
}
