package io.whopship.ports.model.artifact;

/**
 * One entry of a zip as its central directory tells it: claims of the sender, judged by nobody yet.
 *
 * @param name as written, never normalised
 * @param size bytes, unpacked, as claimed
 * @param packedSize bytes in the zip, as claimed
 * @param offset where its local header starts, bytes from the start of the zip
 */
public record ArtifactEntry(String name, Kind kind, long size, long packedSize, boolean encrypted,
    long offset) {

  /** What the entry says it is. */
  public enum Kind {
    FILE, DIRECTORY, SYMLINK, SPECIAL
  }

  public boolean isFile() {
    return kind == Kind.FILE;
  }
}
