package io.whopship.adapter.zip;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;

/** A part of a file as a stream. Several may take turns; the file stays open. */
final class FileSlice extends InputStream {

  private final RandomAccessFile file;
  private final long end;
  private long position;

  FileSlice(RandomAccessFile file, long start, long end) {
    this.file = file;
    this.position = start;
    this.end = end;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (position >= end) {
      return -1;
    }
    file.seek(position);
    int count = file.read(target, offset, (int) Math.min(length, end - position));
    position += Math.max(0, count);
    return count;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }
}
