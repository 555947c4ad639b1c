package io.whopship.adapter.zip;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.whopship.ports.model.artifact.ArtifactEntry;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The header in front of the content of an entry. Some readers obey it, others the central
 * directory: an entry is taken only if both say the same.
 */
final class LocalHeader {

  private static final int SIGNATURE = 0x04034b50;
  static final int MIN_BYTES = 30;

  private LocalHeader() {}

  /** Where the content of an entry starts. */
  static Packed locate(FileBytes file, CentralHeader central)
      throws IOException, UnreadableZipException {
    ArtifactEntry entry = central.entry();
    ByteBuffer fixed = file.at(entry.offset(), MIN_BYTES);
    if (fixed.getInt(0) != SIGNATURE) {
      throw new UnreadableZipException("local-header-differs", entry.name(),
          "There is no entry at byte " + entry.offset() + ". Zip the build again.");
    }
    int flags = Short.toUnsignedInt(fixed.getShort(6));
    int method = Short.toUnsignedInt(fixed.getShort(8));
    int crc = fixed.getInt(14);
    long packedSize = Integer.toUnsignedLong(fixed.getInt(18));
    long size = Integer.toUnsignedLong(fixed.getInt(22));
    int nameBytes = Short.toUnsignedInt(fixed.getShort(26));
    int extraBytes = Short.toUnsignedInt(fixed.getShort(28));
    long behindName = entry.offset() + MIN_BYTES + nameBytes;
    ByteBuffer name = file.at(entry.offset() + MIN_BYTES, nameBytes);
    if (!name.equals(ByteBuffer.wrap(entry.name().getBytes(UTF_8)))) {
      throw differs(entry, "name", OneLine.of(UTF_8.decode(name).toString()));
    }
    ExtraFields extra = ExtraFields.read(entry.name(), file.at(behindName, extraBytes));
    extra.requireName(entry.name());
    if (!Flags.readAlike(flags, central.flags())) {
      throw differs(entry, "set of flags", "0x" + Integer.toHexString(flags));
    }
    if (method != central.method()) {
      throw differs(entry, "compression method", method);
    }
    boolean mayBeUnknown = Flags.hasDescriptor(flags);
    if (crc != central.crc() && !(mayBeUnknown && crc == 0)) {
      throw differs(entry, "checksum", "0x" + Integer.toHexString(crc));
    }
    ExtraFields.Sizes sizes = extra.sizes(size, packedSize, 0);
    if (sizes.size() != entry.size() && !(mayBeUnknown && isUnknown(sizes.size()))) {
      throw differs(entry, "size", sizes.size());
    }
    if (sizes.packedSize() != entry.packedSize()
        && !(mayBeUnknown && isUnknown(sizes.packedSize()))) {
      throw differs(entry, "packed size", sizes.packedSize());
    }
    return new Packed(entry, method, central.crc(), behindName + extraBytes, mayBeUnknown);
  }

  private static boolean isUnknown(long size) {
    return size == 0 || size == ExtraFields.SEE_EXTRA;
  }

  private static UnreadableZipException differs(ArtifactEntry entry, String what, Object local) {
    return new UnreadableZipException("local-header-differs", entry.name(),
        "The entry has another " + what + " in front of its content, " + local
            + ", than in the list of entries. Zip the build again.");
  }
}
