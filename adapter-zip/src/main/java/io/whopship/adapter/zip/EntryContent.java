package io.whopship.adapter.zip;

import io.whopship.ports.model.artifact.ArtifactEntry;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The unpacked content of an entry. It fails where the content is not what the central directory
 * says: another size, another checksum.
 */
final class EntryContent extends InputStream {

  private static final int MIN_BUFFER_BYTES = 512;
  private static final int MAX_BUFFER_BYTES = 64 * 1024;

  private final Packed packed;
  private final ArtifactEntry entry;
  private final InputStream unpacked;
  /** Keeps memory outside of the heap until it is ended; {@code null} for what is stored. */
  private final @Nullable Inflater inflater;
  private final CRC32 crc = new CRC32();
  private long bytes;

  EntryContent(Packed packed, InputStream content) {
    this.packed = packed;
    this.entry = packed.entry();
    this.inflater = packed.method() == Packed.DEFLATED ? new Inflater(true) : null;
    this.unpacked = inflater == null
        ? content
        : new InflaterInputStream(content, inflater,
            Math.clamp(entry.packedSize(), MIN_BUFFER_BYTES, MAX_BUFFER_BYTES));
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int count = unpack(target, offset, length);
    bytes += Math.max(0, count);
    if (bytes > entry.size()) {
      throw corrupt("has more than the " + entry.size() + " bytes it claims", null);
    }
    if (count < 0) {
      requireWhole();
    } else {
      crc.update(target, offset, count);
    }
    return count;
  }

  private int unpack(byte[] target, int offset, int length) throws IOException {
    if (entry.encrypted()) {
      throw corrupt("cannot be unpacked: it is encrypted", null);
    }
    try {
      return unpacked.read(target, offset, length);
    } catch (IOException e) {
      throw corrupt("cannot be unpacked: " + e.getMessage(), e);
    }
  }

  private void requireWhole() throws IOException {
    if (bytes < entry.size()) {
      throw corrupt("has " + bytes + " bytes, but claims " + entry.size(), null);
    }
    if (inflater != null && inflater.getBytesRead() != entry.packedSize()) {
      throw corrupt("has " + inflater.getBytesRead() + " packed bytes, but claims "
          + entry.packedSize(), null);
    }
    if ((int) crc.getValue() != packed.crc()) {
      throw corrupt("has the checksum (CRC-32) " + hex((int) crc.getValue()) + ", but claims "
          + hex(packed.crc()), null);
    }
  }

  private static String hex(int value) {
    return String.format("%08x", value);
  }

  private IOException corrupt(String what, @Nullable Throwable cause) {
    return new CorruptEntryException(entry.name(), what, cause);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public void close() throws IOException {
    unpacked.close();
    if (inflater != null) {
      inflater.end();
    }
  }
}
