package io.whopship.adapter.zip;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** An entry of a {@link RawZip}, each of whose fields can be made to lie. */
final class RawEntry {

  static final int STORED = 0;
  static final int DEFLATED = 8;

  byte[] name;
  byte[] localName;
  byte[] packed;
  byte[] extra = {};
  byte[] comment = {};
  int flags = 0x0800;
  int method;
  int crc;
  long size;
  long packedSize;
  int attributes;
  long moveOffset;

  private RawEntry(String name, byte[] content, int method) {
    this.name = name.getBytes(UTF_8);
    this.localName = this.name;
    this.method = method;
    this.packed = method == DEFLATED ? deflate(content) : content;
    this.size = content.length;
    this.packedSize = packed.length;
    CRC32 crc32 = new CRC32();
    crc32.update(content);
    this.crc = (int) crc32.getValue();
  }

  static RawEntry stored(String name, String content) {
    return new RawEntry(name, content.getBytes(UTF_8), STORED);
  }

  static RawEntry deflated(String name, byte[] content) {
    return new RawEntry(name, content, DEFLATED);
  }

  static RawEntry deflated(String name, String content) {
    return deflated(name, content.getBytes(UTF_8));
  }

  /** With the mode as unix writes it: {@code 0120777} is a symlink. */
  RawEntry unixMode(int mode) {
    attributes = mode << 16;
    return this;
  }

  RawEntry dosAttributes(int bits) {
    attributes = bits;
    return this;
  }

  RawEntry nameBytes(byte... bytes) {
    name = bytes;
    localName = bytes;
    return this;
  }

  RawEntry localName(String other) {
    localName = other.getBytes(UTF_8);
    return this;
  }

  RawEntry flags(int bits) {
    flags = bits;
    return this;
  }

  RawEntry method(int code) {
    method = code;
    return this;
  }

  RawEntry crc(int value) {
    crc = value;
    return this;
  }

  RawEntry claimSize(long bytes) {
    size = bytes;
    return this;
  }

  RawEntry claimPackedSize(long bytes) {
    packedSize = bytes;
    return this;
  }

  RawEntry extra(byte... bytes) {
    extra = bytes;
    return this;
  }

  RawEntry comment(String text) {
    comment = text.getBytes(UTF_8);
    return this;
  }

  RawEntry moveOffset(long bytes) {
    moveOffset = bytes;
    return this;
  }

  private static byte[] deflate(byte[] content) {
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
