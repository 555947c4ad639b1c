package io.whopship.adapter.cloudflare.workerd;

import io.whopship.ports.driven.PortException;
import io.whopship.ports.model.rollout.ReleaseName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the Durable Objects of releases keep on disk. workerd itself sets no bound: a release that
 * exceeds it is ended, and starts with none.
 */
final class DurableObjectFiles {

  private final ReleaseStore releases;
  private final long maxBytes;

  DurableObjectFiles(ReleaseStore releases, long maxBytes) {
    this.releases = releases;
    this.maxBytes = maxBytes;
  }

  /** Makes the place for them, empty if they took too much. */
  void prepare(ReleaseName release) {
    Path directory = directory(release);
    try {
      if (Files.exists(directory) && FileTree.bytes(directory) > maxBytes) {
        FileTree.delete(directory);
      }
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new PortException.Unavailable(
          "The Durable Objects of " + release + " cannot be kept in " + directory + ": " + e, e);
    }
  }

  boolean exceedBound(ReleaseName release) {
    try {
      return FileTree.bytes(directory(release)) > maxBytes;
    } catch (IOException e) {
      return false; // the release was removed a moment ago
    }
  }

  /** Why a release is ended that exceeds the bound, as the second half of a sentence. */
  String reason() {
    return "its Durable Objects take more than the " + maxBytes / (1024 * 1024)
        + " MB that an app may keep; they start empty";
  }

  private Path directory(ReleaseName release) {
    return releases.directory(release).resolve(PlacedRelease.OBJECTS);
  }
}
