package io.whopship.adapter.zip;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;

/**
 * A file read through a buffer. The zip library reads headers in pieces of two and four bytes,
 * which would each be a call to the kernel: 20 an entry, seconds for a large artifact.
 */
final class BufferedFile extends RandomAccessFile {

  private static final int BUFFER_BYTES = 64 * 1024;

  private final byte[] buffer = new byte[BUFFER_BYTES];
  private long start;
  private int filled;
  private long position;

  BufferedFile(File file) throws IOException {
    super(file, "r");
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    int done = 0;
    while (done < length && fill()) {
      int at = (int) (position - start);
      int count = Math.min(length - done, filled - at);
      System.arraycopy(buffer, at, target, offset + done, count);
      position += count;
      done += count;
    }
    return done == 0 ? -1 : done;
  }

  /** Sees to it that the byte at the position is in the buffer; false at the end of the file. */
  private boolean fill() throws IOException {
    if (position >= start && position < start + filled) {
      return true;
    }
    super.seek(position);
    start = position;
    filled = Math.max(0, super.read(buffer, 0, buffer.length));
    return filled > 0;
  }

  @Override
  public int read(byte[] target) throws IOException {
    return read(target, 0, target.length);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public void seek(long newPosition) throws IOException {
    if (newPosition < 0) {
      throw new IOException("no such position in a file: " + newPosition);
    }
    position = newPosition;
  }

  @Override
  public long getFilePointer() {
    return position;
  }

  /** Forgets the buffer, too: a closed file gives nothing. */
  @Override
  public void close() throws IOException {
    filled = 0;
    super.close();
  }
}
