package io.whopship.adapter.zip;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNullElse;

import io.whopship.ports.model.artifact.ArtifactEntry;
import io.whopship.ports.model.artifact.ArtifactEntry.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.lingala.zip4j.exception.ZipException;
import net.lingala.zip4j.headers.HeaderReader;
import net.lingala.zip4j.model.FileHeader;
import net.lingala.zip4j.model.Zip4jConfig;

/**
 * The central directory of a zip.
 *
 * @param end where it stands
 * @param entries in its order
 * @param listed by where their entry begins: no two begin at one place, but a name may be there
 * twice
 */
record CentralDirectory(ZipEnd end, List<ArtifactEntry> entries,
    Map<Long, Listed> listed) {

  /**
   * Bounds the memory that names, extra fields and comments can cost: 64 KiB, and 512 bytes an
   * entry on average. A build of Next.js needs about 150.
   */
  private static final long MAX_BYTES = 64 * 1024;
  private static final long MAX_BYTES_PER_ENTRY = 512;

  private static final int HEADER_BYTES = 46;
  private static final int LOCAL_HEADER_BYTES = 30;

  /** Keeps each byte of a name, for {@link #name} to judge. */
  static final Zip4jConfig RAW_NAMES = new Zip4jConfig(ISO_8859_1, 4096, true);

  static CentralDirectory read(BufferedFile file, int maxEntries)
      throws IOException, UnreadableZipException {
    ZipEnd end = ZipEnd.find(file);
    if (end.entries() > maxEntries) {
      throw new UnreadableZipException("too-many-entries", "The zip has " + end.entries()
          + " entries, the limit is " + maxEntries + ". Leave out what the site does not need.");
    }
    long maxBytes = MAX_BYTES + MAX_BYTES_PER_ENTRY * maxEntries;
    if (end.size() > maxBytes) {
      throw new UnreadableZipException("directory-too-large",
          "The list of entries in the zip takes "
              + end.size() + " bytes, the limit is " + maxBytes
              + ". Use shorter names, no comments.");
    }
    List<ArtifactEntry> entries = new ArrayList<>();
    Map<Long, Listed> listed = new HashMap<>();
    long bytes = 0;
    for (FileHeader header : headers(file)) {
      ArtifactEntry entry = entry(header, end);
      entries.add(entry);
      if (listed.put(entry.offset(), new Listed(entry, header)) != null) {
        throw new UnreadableZipException("ambiguous-zip", entry.name(),
            "The entry shares its bytes with another one. Zip the build again.");
      }
      bytes += HEADER_BYTES + header.getFileNameLength() + header.getExtraFieldLength()
          + header.getFileCommentLength();
    }
    if (bytes != end.size()) {
      throw ZipEnd.corrupt("it takes " + end.size() + " bytes, but its " + entries.size()
          + " entries take " + bytes);
    }
    return new CentralDirectory(end, List.copyOf(entries), listed);
  }

  /** An entry, and what the zip library knows of it. */
  record Listed(ArtifactEntry entry, FileHeader header) {}

  private static List<FileHeader> headers(BufferedFile file)
      throws IOException, UnreadableZipException {
    try {
      var directory = new HeaderReader().readAllHeaders(file, RAW_NAMES).getCentralDirectory();
      return directory == null ? List.of() : directory.getFileHeaders();
    } catch (ZipException e) {
      if (e.getType() == ZipException.Type.UNKNOWN_COMPRESSION_METHOD) {
        throw new UnreadableZipException("unsupported-compression",
            "An entry is neither stored nor deflated. Zip the build again with deflate.");
      }
      throw ZipEnd.corrupt(requireNonNullElse(e.getMessage(), "an entry cannot be read"));
    } catch (EOFException e) {
      throw ZipEnd.corrupt("it ends within an entry");
    } catch (RuntimeException e) {
      // The library throws IllegalArgumentException and others for fields it does not expect.
      throw ZipEnd.corrupt(e.toString());
    }
  }

  private static ArtifactEntry entry(FileHeader header, ZipEnd end) throws UnreadableZipException {
    String name = name(header.getFileName());
    long offset = header.getOffsetLocalHeader();
    long packedSize = header.getCompressedSize();
    long room = end.offset() - LOCAL_HEADER_BYTES - offset;
    if (offset < 0 || packedSize < 0 || packedSize > room || header.getUncompressedSize() < 0) {
      throw new UnreadableZipException("truncated", name, "The entry claims " + packedSize
          + " bytes from byte " + offset + " on, which lies outside the zip. Zip the build again.");
    }
    return new ArtifactEntry(name, kind(header, name), header.getUncompressedSize(), packedSize,
        header.isEncrypted(), offset);
  }

  /**
   * A name is UTF-8, whatever its flag says: the tools of today write nothing else, and a guess
   * would publish assets under paths that nobody asks for.
   */
  private static String name(String raw) throws UnreadableZipException {
    byte[] bytes = raw.getBytes(ISO_8859_1);
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new UnreadableZipException("name-not-utf8", new String(bytes, UTF_8),
          "The name of an entry is not UTF-8. Zip the build with a tool that writes UTF-8 names.");
    }
  }

  /**
   * By the unix mode in the upper half of the external attributes, whichever system is said to have
   * made the entry: unzip tools obey the mode, too.
   */
  private static Kind kind(FileHeader header, String name) {
    byte[] attributes = header.getExternalFileAttributes();
    int type = (attributes[3] & 0xf0) >> 4;
    boolean isDirectory = name.endsWith("/") || (attributes[0] & 0x10) != 0;
    return switch (type) {
      case 0, 0x8 -> isDirectory ? Kind.DIRECTORY : Kind.FILE;
      case 0x4 -> Kind.DIRECTORY;
      case 0xa -> Kind.SYMLINK;
      default -> Kind.SPECIAL;
    };
  }
}
