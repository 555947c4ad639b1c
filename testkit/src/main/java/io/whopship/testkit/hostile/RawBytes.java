package io.whopship.testkit.hostile;

import java.util.Arrays;

/** Bytes in the making, numbers little-endian; of larger numbers only the lower bits count. */
public final class RawBytes {

  private byte[] bytes = new byte[256];
  private int size;

  public RawBytes int16(long value) {
    return number(value, Short.BYTES);
  }

  public RawBytes int32(long value) {
    return number(value, Integer.BYTES);
  }

  public RawBytes int64(long value) {
    return number(value, Long.BYTES);
  }

  private RawBytes number(long value, int count) {
    reserve(count);
    for (int i = 0; i < count; i++) {
      bytes[size++] = (byte) (value >>> (8 * i));
    }
    return this;
  }

  public RawBytes bytes(byte... more) {
    reserve(more.length);
    System.arraycopy(more, 0, bytes, size, more.length);
    size += more.length;
    return this;
  }

  private void reserve(int count) {
    if (size + count > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(size + count, 2 * bytes.length));
    }
  }

  public int size() {
    return size;
  }

  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }
}
