package io.whopship.core.artifact;

import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.model.artifact.Checksum;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A zip that a store has put on this machine. */
record ArtifactFile(Path path) {

  long bytes() {
    try {
      return Files.size(path);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  Checksum checksum() {
    try {
      return Checksum.ofDigest(MoreFiles.asByteSource(path).hash(Hashing.sha256()).asBytes());
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private static PortException.Unavailable unreadable(IOException cause) {
    return new PortException.Unavailable("The downloaded artifact cannot be read", cause);
  }
}
