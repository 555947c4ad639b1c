package io.whopship.adapter.zip;

import io.whopship.ports.model.artifact.ArtifactEntry;

/**
 * An entry, and what is needed to unpack it.
 *
 * @param start where its content starts, bytes from the start of the zip
 * @param hasDescriptor behind its content
 */
record Packed(ArtifactEntry entry, int method, int crc, long start, boolean hasDescriptor) {

  static final int STORED = 0;
  static final int DEFLATED = 8;

  /** Behind the last byte of its content. */
  long end() {
    return start + entry.packedSize();
  }
}
