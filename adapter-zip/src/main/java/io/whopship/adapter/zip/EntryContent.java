package io.whopship.adapter.zip;

import io.whopship.ports.model.artifact.ArtifactEntry;
import java.io.IOException;
import java.io.InputStream;
import net.lingala.zip4j.io.inputstream.ZipInputStream;
import net.lingala.zip4j.model.FileHeader;
import net.lingala.zip4j.model.LocalFileHeader;
import net.lingala.zip4j.model.Zip4jConfig;
import net.lingala.zip4j.model.enums.CompressionMethod;
import org.jspecify.annotations.Nullable;

/**
 * The unpacked content of an entry. It fails where the content is not what the central directory
 * says: another size, another checksum, another name in front of it.
 */
final class EntryContent extends InputStream {

  private static final int MIN_BUFFER_BYTES = 512;
  private static final int MAX_BUFFER_BYTES = 64 * 1024;

  private final ArtifactEntry entry;
  private final FileHeader header;
  private final InputStream packed;
  private @Nullable ZipInputStream unpacked;
  private long bytes;

  EntryContent(ArtifactEntry entry, FileHeader header, InputStream packed) {
    this.entry = entry;
    this.header = header;
    this.packed = packed;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int count = unpack(target, offset, length);
    bytes += Math.max(0, count);
    if (bytes > entry.size()) {
      throw corrupt("has more than the " + entry.size() + " bytes it claims", null);
    }
    if (count < 0 && bytes < entry.size()) {
      throw corrupt("has " + bytes + " bytes, but claims " + entry.size(), null);
    }
    return count;
  }

  private int unpack(byte[] target, int offset, int length) throws IOException {
    try {
      ZipInputStream source = unpacked;
      if (source == null) {
        source = open();
        unpacked = source;
      }
      return source.read(target, offset, length);
    } catch (IOException | RuntimeException e) {
      // The library throws runtime exceptions, too, for headers it does not expect.
      throw corrupt("cannot be unpacked: " + e.getMessage(), e);
    }
  }

  private ZipInputStream open() throws IOException {
    if (entry.encrypted()) {
      throw new IOException("it is encrypted");
    }
    int buffer = Math.clamp(entry.packedSize(), MIN_BUFFER_BYTES, MAX_BUFFER_BYTES);
    ZipInputStream source = new ZipInputStream(packed, (char[]) null,
        new Zip4jConfig(CentralDirectory.RAW_NAMES.getCharset(), buffer, true));
    LocalFileHeader local = source.getNextEntry(header, false);
    if (local == null) {
      throw new IOException("there is no entry at byte " + entry.offset() + " of the zip");
    }
    if (!local.getFileName().equals(header.getFileName())) {
      throw new IOException("its local header has another name");
    }
    if (header.getCompressionMethod() == CompressionMethod.STORE
        && entry.size() != entry.packedSize()) {
      throw new IOException("it is stored, but claims two sizes");
    }
    return source;
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
    if (unpacked != null) {
      unpacked.close();
    }
  }
}
