package io.whopship.adapter.zip;

import java.io.Closeable;
import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The bytes of one open file, by their position. Headers are small and lie close together, so they
 * are read through a buffer: without it each would be a call to the kernel. No channel: that closes
 * when the thread that reads is interrupted.
 */
final class FileBytes implements Closeable {

  /** At most so many at once: more than the longest name or the longest end of a zip. */
  static final int MAX_AT_ONCE = 72 * 1024;

  private final RandomAccessFile file;
  private final byte[] buffer = new byte[MAX_AT_ONCE];
  private long start;
  private int filled;

  FileBytes(File file) throws IOException {
    this.file = new RandomAccessFile(file, "r");
  }

  long length() throws IOException {
    return file.length();
  }

  /** Little-endian, and good until the next call. Throws if the file ends before. */
  ByteBuffer at(long position, int count) throws IOException {
    if (position < start || position + count > start + filled) {
      fill(position);
    }
    if (position + count > start + filled) {
      throw new EOFException("the file ends before byte " + (position + count));
    }
    return ByteBuffer.wrap(buffer, (int) (position - start), count)
        .slice()
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  private void fill(long position) throws IOException {
    file.seek(position);
    start = position;
    filled = 0;
    int count = 0;
    while (count >= 0 && filled < buffer.length) {
      count = file.read(buffer, filled, buffer.length - filled);
      filled += Math.max(0, count);
    }
  }

  /** From one position to before another, as a stream. Several may take turns. */
  InputStream stream(long from, long to) {
    return new FileSlice(file, from, to);
  }

  /** Forgets the buffer, too: a closed file gives nothing. */
  @Override
  public void close() throws IOException {
    filled = 0;
    file.close();
  }
}
