package io.whopship.testkit;

import io.whopship.ports.model.artifact.ArtifactEntry;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The content of an entry; fails once more bytes come than it claims, or when fewer have come. */
final class ClaimedStream extends FilterInputStream {

  private final ArtifactEntry entry;
  private long left;

  ClaimedStream(ArtifactEntry entry, InputStream content) {
    super(content);
    this.entry = entry;
    left = entry.size();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int count = super.read(buffer, offset, length);
    if (count < 0 && left > 0) {
      throw new IOException("entry " + entry.name() + " ends " + left + " bytes too early");
    }
    left -= Math.max(0, count);
    if (left < 0) {
      throw new IOException("entry " + entry.name() + " is longer than it claims");
    }
    return count;
  }

  @Override
  public long skip(long count) throws IOException {
    return readNBytes((int) Math.min(count, 8192)).length;
  }
}
