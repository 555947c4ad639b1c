package io.whopship.adapter.zip;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What may stand behind the content of an entry: its checksum and its sizes, of 32 or 64 bits each,
 * with or without a signature. Only its length tells which.
 */
final class Descriptor {

  private static final int SIGNATURE = 0x08074b50;
  private static final int NARROW_BYTES = 12;
  private static final int WIDE_BYTES = 20;
  private static final int MAX_BYTES = 4 + WIDE_BYTES;

  private Descriptor() {}

  /** Whether all that stands between an entry and the next is its descriptor, and agrees. */
  static boolean matches(FileBytes file, Packed packed, long next) throws IOException {
    int length = (int) Math.min(next - packed.end(), MAX_BYTES + 1);
    ByteBuffer bytes = file.at(packed.end(), length);
    return switch (length) {
      case NARROW_BYTES, WIDE_BYTES -> agrees(bytes, packed);
      case 4 + NARROW_BYTES, 4 + WIDE_BYTES ->
        bytes.getInt() == SIGNATURE && agrees(bytes, packed);
      default -> false;
    };
  }

  private static boolean agrees(ByteBuffer bytes, Packed packed) {
    int crc = bytes.getInt();
    boolean isNarrow = bytes.remaining() == 2 * Integer.BYTES;
    long packedSize = isNarrow ? Integer.toUnsignedLong(bytes.getInt()) : bytes.getLong();
    long size = isNarrow ? Integer.toUnsignedLong(bytes.getInt()) : bytes.getLong();
    return crc == packed.crc() && packedSize == packed.entry().packedSize()
        && size == packed.entry().size();
  }
}
