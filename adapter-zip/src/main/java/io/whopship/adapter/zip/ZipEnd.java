package io.whopship.adapter.zip;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What the end of a zip says of its central directory, proved to be the only end that any reader
 * could find. Most readers are content with the first thing that looks like an end.
 *
 * @param entries as claimed
 * @param offset where the central directory starts
 * @param size of the central directory, in bytes; it is followed by the end at once
 */
record ZipEnd(long entries, long offset, long size) {

  private static final int LOCAL_HEADER = 0x04034b50;
  private static final int END = 0x06054b50;
  private static final int END_BYTES = 22;
  private static final int LOCATOR_64 = 0x07064b50;
  private static final int LOCATOR_64_BYTES = 20;
  private static final int END_64 = 0x06064b50;
  private static final int END_64_BYTES = 56;
  /** The size that a zip64 end gives leaves out its signature and the size itself. */
  private static final int SIZE_64_COUNTS_FROM = 12;
  private static final int MAX_COMMENT_BYTES = 0xffff;

  /** In a field of the end: the value stands in the zip64 end. */
  private static final long SEE_64_SHORT = 0xffff;
  private static final long SEE_64_INT = 0xffff_ffffL;

  static ZipEnd find(FileBytes file) throws IOException, UnreadableZipException {
    long length = file.length();
    int tailBytes = (int) Math.min(length, END_BYTES + MAX_COMMENT_BYTES);
    long tailStart = length - tailBytes;
    boolean startsLikeZip = startsLikeZip(file, length);
    int at = onlyEnd(file.at(tailStart, tailBytes), startsLikeZip);
    long position = tailStart + at;
    ByteBuffer end = file.at(position, END_BYTES);
    requireOneDisk(unsigned(end.getShort(4)), unsigned(end.getShort(6)), SEE_64_SHORT);
    if (end.getShort(8) != end.getShort(10)) {
      throw splitArchive();
    }
    return new ZipEnd(unsigned(end.getShort(10)), unsigned(end.getInt(16)),
        unsigned(end.getInt(12))).or64(file, position);
  }

  private static int onlyEnd(ByteBuffer tail, boolean startsLikeZip)
      throws UnreadableZipException {
    int last = -1;
    int ends = 0;
    for (int at = 0; at <= tail.limit() - END_BYTES; at++) {
      if (tail.getInt(at) == END) {
        last = at;
        if (reachesEndOfFile(tail, at)) {
          ends++;
        }
      }
    }
    if (last >= 0 && ends == 1 && reachesEndOfFile(tail, last)) {
      return last;
    }
    if (ends > 0) {
      throw new UnreadableZipException("ambiguous-zip",
          "The zip has another end within its comment, so it is two zips in one file. Zip the build"
              + " again, without a comment.");
    }
    if (startsLikeZip) {
      throw new UnreadableZipException("truncated",
          "The zip has no end: the file was cut off, or something was appended to it. Zip the build"
              + " again and send all of it.");
    }
    throw new UnreadableZipException("not-a-zip", tail.limit() == 0
        ? "The file is empty. Send the build as a zip."
        : "The file is not a zip. Send the build as a zip.");
  }

  private static boolean reachesEndOfFile(ByteBuffer tail, int at) {
    return at + END_BYTES + unsigned(tail.getShort(at + 20)) == tail.limit();
  }

  private static boolean startsLikeZip(FileBytes file, long length) throws IOException {
    return length >= 4 && file.at(0, 4).getInt(0) == LOCAL_HEADER;
  }

  /** The zip64 end before this one, if there is one, must not contradict it. */
  private ZipEnd or64(FileBytes file, long endPosition)
      throws IOException, UnreadableZipException {
    long locatorPosition = endPosition - LOCATOR_64_BYTES;
    if (locatorPosition < 0
        || file.at(locatorPosition, 4).getInt(0) != LOCATOR_64) {
      return requireEndsAt(endPosition);
    }
    ByteBuffer locator = file.at(locatorPosition, LOCATOR_64_BYTES);
    long position = locator.getLong(8);
    requireOneDisk(locator.getInt(4), 0, 0);
    if (position < 0 || position > locatorPosition - END_64_BYTES) {
      throw corrupt("its zip64 end lies outside the file");
    }
    ByteBuffer end = file.at(position, END_64_BYTES);
    if (end.getInt(0) != END_64) {
      throw corrupt("its zip64 end is missing");
    }
    if (end.getLong(4) != locatorPosition - position - SIZE_64_COUNTS_FROM) {
      throw corrupt("its zip64 end claims another size than it has");
    }
    requireOneDisk(end.getInt(16), end.getInt(20), 0);
    if (end.getLong(24) != end.getLong(32)) {
      throw splitArchive();
    }
    ZipEnd wide = new ZipEnd(end.getLong(32), end.getLong(48), end.getLong(40));
    if (contradicts(entries, SEE_64_SHORT, wide.entries)
        || contradicts(offset, SEE_64_INT, wide.offset)
        || contradicts(size, SEE_64_INT, wide.size)) {
      throw corrupt("its two ends contradict each other");
    }
    return wide.requireEndsAt(position);
  }

  private static boolean contradicts(long narrow, long see64, long wide) {
    return narrow != see64 && narrow != wide;
  }

  private ZipEnd requireEndsAt(long position) throws UnreadableZipException {
    if (entries < 0 || offset < 0 || size < 0 || size != position - offset) {
      throw corrupt("it claims " + size + " bytes from byte " + offset
          + " on, but ends at byte " + position);
    }
    return this;
  }

  private static void requireOneDisk(long disk, long directoryDisk, long see64)
      throws UnreadableZipException {
    if ((disk != 0 && disk != see64) || (directoryDisk != 0 && directoryDisk != see64)) {
      throw splitArchive();
    }
  }

  static UnreadableZipException splitArchive() {
    return new UnreadableZipException("split-archive",
        "The zip is one part of several. Send it as one file.");
  }

  static UnreadableZipException corrupt(String detail) {
    return new UnreadableZipException("corrupt-directory",
        "The list of entries in the zip is damaged: " + detail + ". Zip the build again.");
  }

  private static long unsigned(short value) {
    return Short.toUnsignedLong(value);
  }

  private static long unsigned(int value) {
    return Integer.toUnsignedLong(value);
  }
}
