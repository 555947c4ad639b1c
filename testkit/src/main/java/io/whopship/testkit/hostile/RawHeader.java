package io.whopship.testkit.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The fields of an entry that stand in both of its headers, as either may claim them. */
public final class RawHeader {

  byte[] name;
  byte[] extra = {};
  int flags = 0x0800;
  int method;
  int crc;
  long size;
  long packedSize;

  RawHeader(String name, int method, int crc, long size, long packedSize) {
    this.name = name.getBytes(UTF_8);
    this.method = method;
    this.crc = crc;
    this.size = size;
    this.packedSize = packedSize;
  }

  public RawHeader name(String text) {
    return nameBytes(text.getBytes(UTF_8));
  }

  public RawHeader nameBytes(byte... bytes) {
    name = bytes;
    return this;
  }

  /** All extra fields, each with its head. */
  public RawHeader extra(byte... bytes) {
    extra = bytes;
    return this;
  }

  public RawHeader flags(int bits) {
    flags = bits;
    return this;
  }

  public RawHeader method(int code) {
    method = code;
    return this;
  }

  public RawHeader crc(int value) {
    crc = value;
    return this;
  }

  /** Bytes, unpacked. */
  public RawHeader size(long bytes) {
    size = bytes;
    return this;
  }

  public RawHeader packedSize(long bytes) {
    packedSize = bytes;
    return this;
  }
}
