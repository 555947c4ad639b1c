package io.whopship.adapter.zip;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.whopship.ports.model.artifact.ArtifactEntry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.HexFormat;
import net.lingala.zip4j.io.inputstream.ZipInputStream;
import net.lingala.zip4j.model.FileHeader;
import net.lingala.zip4j.model.Zip4jConfig;
import net.lingala.zip4j.model.enums.CompressionMethod;
import org.jspecify.annotations.Nullable;

/**
 * The unpacked content of an entry. It fails where the content is not what the central directory
 * says: another size, packed or not, another checksum.
 */
final class EntryContent extends InputStream {

  private static final int MIN_BUFFER_BYTES = 512;
  private static final int MAX_BUFFER_BYTES = 64 * 1024;

  /**
   * A header of our own behind the content, of an entry without any: the library finds it only if
   * what is packed ends where it claims to.
   */
  private static final byte[] NEXT = HexFormat.of()
      .parseHex("504b0304" + "0a00" + "0000".repeat(2) + "00002100" + "00000000".repeat(3)
          + "0100" + "0000" + "2e");

  private final Packed packed;
  private final ArtifactEntry entry;
  private final InputStream content;
  private @Nullable ZipInputStream unpacked;
  private long bytes;
  private boolean isAtEnd;

  /** @param content from the entry's local header to the end of what is packed */
  EntryContent(Packed packed, InputStream content) {
    this.packed = packed;
    this.entry = packed.entry();
    this.content = content;
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
      // The library throws runtime exceptions, too, for what it does not expect.
      throw corrupt("cannot be unpacked: " + e.getMessage(), e);
    }
  }

  private ZipInputStream open() throws IOException {
    if (entry.encrypted()) {
      throw new IOException("it is encrypted");
    }
    if (packed.method() == Packed.STORED && entry.size() != entry.packedSize()) {
      throw new IOException("it is stored, but claims two sizes");
    }
    int buffer = Math.clamp(entry.packedSize(), MIN_BUFFER_BYTES, MAX_BUFFER_BYTES);
    ZipInputStream source = new ZipInputStream(
        new SequenceInputStream(content, new ByteArrayInputStream(NEXT)), (char[]) null,
        new Zip4jConfig(UTF_8, buffer, true));
    if (source.getNextEntry(header(), false) == null) {
      throw new IOException("there is no entry at byte " + entry.offset() + " of the zip");
    }
    return source;
  }

  /** What the central directory says, which a local header may leave to a data descriptor. */
  private FileHeader header() {
    FileHeader header = new FileHeader();
    header.setFileName(entry.name());
    header.setCompressionMethod(packed.method() == Packed.DEFLATED
        ? CompressionMethod.DEFLATE
        : CompressionMethod.STORE);
    header.setCrc(Integer.toUnsignedLong(packed.crc()));
    header.setCompressedSize(entry.packedSize());
    header.setUncompressedSize(entry.size());
    return header;
  }

  private void requireWhole() throws IOException {
    if (bytes < entry.size()) {
      throw corrupt("has " + bytes + " bytes, but claims " + entry.size(), null);
    }
    ZipInputStream source = unpacked;
    if (!isAtEnd && source != null && source.getNextEntry() == null) {
      throw corrupt("has less packed bytes than the " + entry.packedSize() + " it claims", null);
    }
    isAtEnd = true;
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
