package io.whopship.testkit.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** An entry of a {@link RawZip}. It is honest, until one of its fields is made to lie. */
public final class RawEntry {

  public static final int STORED = 0;
  public static final int DEFLATED = 8;

  /** The sizes and the checksum stand behind the content. */
  public static final int HAS_DESCRIPTOR = 1 << 3;

  private static final int MADE_ON_UNIX = 3 << 8 | 20;

  final RawHeader local;
  final RawHeader central;
  byte[] packed;
  byte[] behind = {};
  byte[] comment = {};
  int madeBy = MADE_ON_UNIX;
  int disk;
  int attributes;
  long moveOffset;
  boolean isListedOnly;

  private RawEntry(String name, byte[] content, int method, byte[] packed) {
    CRC32 crc = new CRC32();
    crc.update(content);
    this.packed = packed;
    this.local = new RawHeader(name, method, (int) crc.getValue(), content.length, packed.length);
    this.central = new RawHeader(name, method, (int) crc.getValue(), content.length,
        packed.length);
  }

  public static RawEntry stored(String name, byte[] content) {
    return new RawEntry(name, content, STORED, content);
  }

  public static RawEntry stored(String name, String content) {
    return stored(name, content.getBytes(UTF_8));
  }

  public static RawEntry deflated(String name, byte[] content) {
    return new RawEntry(name, content, DEFLATED, deflate(content));
  }

  public static RawEntry deflated(String name, String content) {
    return deflated(name, content.getBytes(UTF_8));
  }

  /** Changes what both headers say. */
  public RawEntry both(Consumer<RawHeader> change) {
    change.accept(local);
    change.accept(central);
    return this;
  }

  /** Changes what the header in front of the content says. */
  public RawEntry local(Consumer<RawHeader> change) {
    change.accept(local);
    return this;
  }

  /** Changes what the central directory says. */
  public RawEntry central(Consumer<RawHeader> change) {
    change.accept(central);
    return this;
  }

  /** With the mode as unix writes it: {@code 0120777} is a symlink. */
  public RawEntry unixMode(int mode) {
    attributes = mode << 16;
    return this;
  }

  public RawEntry dosAttributes(int bits) {
    attributes = bits;
    return this;
  }

  /** The system in the upper byte, the version in the lower one. */
  public RawEntry madeBy(int systemAndVersion) {
    madeBy = systemAndVersion;
    return this;
  }

  public RawEntry disk(int number) {
    disk = number;
    return this;
  }

  public RawEntry comment(String text) {
    comment = text.getBytes(UTF_8);
    return this;
  }

  /** The central directory says that the entry starts so many bytes later than it does. */
  public RawEntry moveOffset(long bytes) {
    moveOffset = bytes;
    return this;
  }

  /** What is written in place of the packed content; no header knows of it. */
  public RawEntry packed(byte... bytes) {
    packed = bytes;
    return this;
  }

  /** What stands between the content and the next entry. */
  public RawEntry behind(byte... bytes) {
    behind = bytes;
    return this;
  }

  /** Leaves the entry out of all but the central directory, where it starts at byte 0. */
  public RawEntry listedOnly() {
    isListedOnly = true;
    return this;
  }

  /** Writes sizes and checksum behind the content, as whoever writes to a stream does. */
  public RawEntry descriptor(boolean isSigned, boolean isWide) {
    RawBytes bytes = new RawBytes();
    if (isSigned) {
      bytes.int32(0x08074b50);
    }
    bytes.int32(central.crc);
    if (isWide) {
      bytes.int64(central.packedSize).int64(central.size);
    } else {
      bytes.int32(central.packedSize).int32(central.size);
    }
    behind = bytes.toByteArray();
    both(header -> header.flags(header.flags | HAS_DESCRIPTOR));
    return local(header -> header.crc(0).size(0).packedSize(0));
  }

  /** Writes both sizes as zip64 does, in an extra field of each header. */
  public RawEntry wideSizes() {
    byte[] extra = new RawBytes().int16(1)
        .int16(2 * Long.BYTES)
        .int64(central.size)
        .int64(central.packedSize)
        .toByteArray();
    return both(header -> header.extra(extra).size(0xffff_ffffL).packedSize(0xffff_ffffL));
  }

  static byte[] deflate(byte[] content) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    deflater.setInput(content);
    deflater.finish();
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    while (!deflater.finished()) {
      packed.write(buffer, 0, deflater.deflate(buffer));
    }
    deflater.end();
    return packed.toByteArray();
  }
}
