package io.whopship.adapter.zip;

import io.whopship.ports.model.artifact.ArtifactEntry;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The list of entries at the end of a zip. Read by itself; no entry is looked at. */
final class CentralDirectory {

  /**
   * Bounds the memory that names, extra fields and comments can cost: 64 KiB, and 200 bytes an
   * entry on average. A build of Next.js needs about 150.
   */
  private static final long MAX_BYTES = 64 * 1024;
  private static final long MAX_BYTES_PER_ENTRY = 200;

  private final ZipEnd end;
  private final List<CentralHeader> headers;

  private CentralDirectory(ZipEnd end, List<CentralHeader> headers) {
    this.end = end;
    this.headers = headers;
  }

  static CentralDirectory read(FileBytes file, int maxEntries)
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
              + " bytes. Use shorter names, no comments.");
    }
    return new CentralDirectory(end, headers(file, end));
  }

  private static List<CentralHeader> headers(FileBytes file, ZipEnd end)
      throws IOException, UnreadableZipException {
    List<CentralHeader> headers = new ArrayList<>();
    long position = end.offset();
    long behind = end.offset() + end.size();
    try {
      // Not one more than claimed, so that no claim costs more than was allowed for it.
      while (headers.size() < end.entries() && position < behind) {
        CentralHeader header = CentralHeader.read(file, position);
        headers.add(header);
        position += header.bytes();
      }
    } catch (EOFException e) {
      throw ZipEnd.corrupt("it ends within an entry");
    }
    if (headers.size() < end.entries() || position != behind) {
      throw ZipEnd.corrupt("it claims " + end.entries() + " entries in " + end.size()
          + " bytes, but has " + headers.size() + " in " + (position - end.offset()));
    }
    return headers;
  }

  /** Behind the last byte that may belong to an entry. */
  long start() {
    return end.offset();
  }

  /** In the order of the directory. */
  List<ArtifactEntry> entries() {
    return headers.stream().map(CentralHeader::entry).toList();
  }

  /** In the order in which the entries lie in the zip. */
  List<CentralHeader> byOffset() {
    List<CentralHeader> sorted = new ArrayList<>(headers);
    sorted.sort(Comparator.comparingLong(header -> header.entry().offset()));
    return sorted;
  }
}
