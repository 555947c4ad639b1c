package io.whopship.adapter.r2;

import io.whopship.ports.driven.ArtifactStore.LocalFile;
import java.nio.file.Path;

/** A file of the work directory, removed when it is closed. */
record WorkFile(Path path) implements LocalFile {

  @Override
  public void close() {
    WorkDirectory.discard(path);
  }
}
