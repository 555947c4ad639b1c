package io.whopship.adapter.zip;

import io.whopship.ports.model.artifact.ArtifactEntry;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the content of each entry lies. From the first byte of the zip to its central directory,
 * each byte belongs to just one entry: what overlaps may unpack to more than the zip could hold,
 * and what is left over is seen by other readers alone.
 */
final class Contents {

  /** By their place in the zip. */
  private final List<Packed> packed;

  private Contents(List<Packed> packed) {
    this.packed = packed;
  }

  static Contents locate(FileBytes file, CentralDirectory directory)
      throws IOException, UnreadableZipException {
    List<Packed> all = new ArrayList<>();
    Packed before = null;
    for (CentralHeader header : directory.byOffset()) {
      requireWithin(header.entry(), directory.start());
      if (before == null) {
        requireEmpty(0, header.entry().offset());
      } else {
        requireEnd(file, before, header.entry().offset());
      }
      before = located(file, header);
      all.add(before);
    }
    if (before == null) {
      requireEmpty(0, directory.start());
    } else {
      requireEnd(file, before, directory.start());
    }
    return new Contents(all);
  }

  private static void requireWithin(ArtifactEntry entry, long end) throws UnreadableZipException {
    long room = end - LocalHeader.MIN_BYTES - entry.offset();
    if (entry.offset() < 0 || entry.packedSize() < 0 || entry.size() < 0
        || entry.packedSize() > room) {
      throw outside(entry);
    }
  }

  private static UnreadableZipException outside(ArtifactEntry entry) {
    return new UnreadableZipException("truncated", entry.name(), "The entry claims "
        + entry.packedSize() + " bytes from byte " + entry.offset()
        + " on, which lies outside the zip. Zip the build again.");
  }

  private static Packed located(FileBytes file, CentralHeader header)
      throws IOException, UnreadableZipException {
    try {
      return LocalHeader.locate(file, header);
    } catch (EOFException e) {
      throw outside(header.entry());
    }
  }

  /** What stands behind an entry is the next one, or the descriptor of this one. */
  private static void requireEnd(FileBytes file, Packed packed, long next)
      throws IOException, UnreadableZipException {
    if (packed.end() > next) {
      throw new UnreadableZipException("overlapping-entries", packed.entry().name(),
          "The entry goes on until byte " + packed.end() + ", but another one or the list of "
              + "entries starts at byte " + next + ". Zip the build again.");
    }
    if (!packed.hasDescriptor()) {
      requireEmpty(packed.end(), next);
    } else if (!Descriptor.matches(file, packed, next)) {
      throw new UnreadableZipException("local-header-differs", packed.entry().name(),
          "The entry has no data descriptor behind its content that says the same as the list of "
              + "entries. Zip the build again.");
    }
  }

  private static void requireEmpty(long from, long to) throws UnreadableZipException {
    if (from != to) {
      throw new UnreadableZipException("unlisted-bytes", "The zip has " + (to - from)
          + " bytes from byte " + from + " on that belong to no entry. Zip the build again.");
    }
  }

  /** Of an entry of this very zip. */
  Packed of(ArtifactEntry entry) {
    int low = 0;
    int high = packed.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = Long.compare(packed.get(middle).entry().offset(), entry.offset());
      if (order == 0 && packed.get(middle).entry().equals(entry)) {
        return packed.get(middle);
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    throw new IllegalArgumentException("not an entry of this zip: " + entry);
  }
}
