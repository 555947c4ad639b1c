package io.whopship.adapter.zip;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * What the extra fields of an entry say that changes how it is read.
 *
 * @param entry whose they are
 * @param wide sizes of 64 bits, for those that do not fit the header
 * @param unicodePath a name that some readers take instead of the one in the header
 */
record ExtraFields(String entry, @Nullable ByteBuffer wide, @Nullable String unicodePath) {

  private static final int HEADER_BYTES = 4;
  private static final int WIDE_SIZES = 0x0001;
  private static final int UNICODE_PATH = 0x7075;

  /** Of a unicode path: a version and the checksum of the name in the header. */
  private static final int BEFORE_PATH = 5;

  /** In a field of the header: the value stands in the extra field. */
  static final long SEE_EXTRA = 0xffff_ffffL;

  /** The values that may stand in either place. */
  record Sizes(long size, long packedSize, long offset) {}

  static ExtraFields read(String entry, ByteBuffer extra) throws UnreadableZipException {
    ByteBuffer wide = null;
    String unicodePath = null;
    // Some writers pad with zeros, fewer than a header has.
    while (extra.remaining() >= HEADER_BYTES) {
      int id = Short.toUnsignedInt(extra.getShort());
      int length = Short.toUnsignedInt(extra.getShort());
      if (length > extra.remaining()) {
        throw damaged(entry);
      }
      ByteBuffer field = extra.slice(extra.position(), length).order(ByteOrder.LITTLE_ENDIAN);
      if (id == WIDE_SIZES) {
        wide = copy(field);
      } else if (id == UNICODE_PATH && length >= BEFORE_PATH) {
        unicodePath = UTF_8.decode(field.position(BEFORE_PATH)).toString();
      }
      extra.position(extra.position() + length);
    }
    return new ExtraFields(entry, wide, unicodePath);
  }

  /** A buffer of the file is good for one call alone. */
  private static ByteBuffer copy(ByteBuffer field) {
    ByteBuffer copy = ByteBuffer.allocate(field.remaining()).order(ByteOrder.LITTLE_ENDIAN);
    return copy.put(field).flip();
  }

  void requireName(String name) throws UnreadableZipException {
    if (unicodePath != null && !unicodePath.equals(name)) {
      throw new UnreadableZipException("two-names", entry, "The entry is called "
          + OneLine.of(unicodePath) + " in its extra field. Zip the build again.");
    }
  }

  /** Those of a header, with what stands here in place of what does not fit there. */
  Sizes sizes(long size, long packedSize, long offset) throws UnreadableZipException {
    return new Sizes(wide(size), wide(packedSize), wide(offset));
  }

  private long wide(long narrow) throws UnreadableZipException {
    if (narrow != SEE_EXTRA || wide == null) {
      return narrow;
    }
    if (wide.remaining() < Long.BYTES) {
      throw damaged(entry);
    }
    return wide.getLong();
  }

  private static UnreadableZipException damaged(String entry) {
    return new UnreadableZipException("corrupt-directory", entry,
        "The extra field of the entry is damaged. Zip the build again.");
  }
}
