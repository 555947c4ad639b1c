package io.whopship.adapter.zip;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.whopship.ports.model.artifact.ArtifactEntry;
import io.whopship.ports.model.artifact.ArtifactEntry.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/**
 * What the central directory says of an entry.
 *
 * @param bytes of the header itself
 */
record CentralHeader(ArtifactEntry entry, int flags, int method, int crc, int bytes) {

  static final int MIN_BYTES = 46;
  private static final int SIGNATURE = 0x02014b50;
  private static final int ONE_OF_SEVERAL_DISKS = 0xffff;
  private static final int DOS_DIRECTORY = 0x10;
  private static final char REPLACEMENT = '\ufffd';

  /** Reads the header at a position. Its numbers are claims, checked by nobody yet. */
  static CentralHeader read(FileBytes file, long position)
      throws IOException, UnreadableZipException {
    ByteBuffer fixed = file.at(position, MIN_BYTES);
    if (fixed.getInt(0) != SIGNATURE) {
      throw ZipEnd.corrupt("there is no entry at byte " + position);
    }
    int flags = Short.toUnsignedInt(fixed.getShort(8));
    int method = Short.toUnsignedInt(fixed.getShort(10));
    int crc = fixed.getInt(16);
    long packedSize = Integer.toUnsignedLong(fixed.getInt(20));
    long size = Integer.toUnsignedLong(fixed.getInt(24));
    int nameBytes = Short.toUnsignedInt(fixed.getShort(28));
    int extraBytes = Short.toUnsignedInt(fixed.getShort(30));
    int commentBytes = Short.toUnsignedInt(fixed.getShort(32));
    int disk = Short.toUnsignedInt(fixed.getShort(34));
    int attributes = fixed.getInt(38);
    long offset = Integer.toUnsignedLong(fixed.getInt(42));
    String name = name(file.at(position + MIN_BYTES, nameBytes));
    boolean isSupported = method == Packed.STORED || method == Packed.DEFLATED;
    if (!isSupported && !Flags.isEncrypted(flags)) {
      throw new UnreadableZipException("unsupported-compression", name,
          "The entry is packed by method " + method
              + ", neither stored nor deflated. Zip the build again with deflate.");
    }
    if (disk != 0 && disk != ONE_OF_SEVERAL_DISKS) {
      throw ZipEnd.splitArchive();
    }
    ExtraFields extra = ExtraFields.read(name,
        file.at(position + MIN_BYTES + nameBytes, extraBytes));
    extra.requireName(name);
    ExtraFields.Sizes sizes = extra.sizes(size, packedSize, offset);
    return new CentralHeader(
        new ArtifactEntry(name, kind(attributes, name), sizes.size(), sizes.packedSize(),
            Flags.isEncrypted(flags), sizes.offset()),
        flags, method, crc, MIN_BYTES + nameBytes + extraBytes + commentBytes);
  }

  /**
   * A name is UTF-8, whatever its flag says: the tools of today write nothing else, and a guess
   * would publish assets under paths that nobody asks for.
   */
  private static String name(ByteBuffer bytes) throws UnreadableZipException {
    String name = new String(bytes.array(), bytes.arrayOffset(), bytes.limit(), UTF_8);
    // What stands for bytes that are no UTF-8 may be meant; to find out is slow, and seldom needed.
    if (name.indexOf(REPLACEMENT) >= 0 && !isUtf8(bytes)) {
      throw new UnreadableZipException("name-not-utf8", name,
          "The name of an entry is not UTF-8. Zip the build with a tool that writes UTF-8 names.");
    }
    return name;
  }

  private static boolean isUtf8(ByteBuffer bytes) {
    try {
      UTF_8.newDecoder().decode(bytes);
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /**
   * By the unix mode in the upper half of the external attributes, whichever system is said to have
   * made the entry: unzip tools obey the mode, too.
   */
  private static Kind kind(int attributes, String name) {
    boolean isDirectory = name.endsWith("/") || (attributes & DOS_DIRECTORY) != 0;
    return switch (attributes >>> 28) {
      case 0, 0x8 -> isDirectory ? Kind.DIRECTORY : Kind.FILE;
      case 0x4 -> Kind.DIRECTORY;
      case 0xa -> Kind.SYMLINK;
      default -> Kind.SPECIAL;
    };
  }
}
