package io.whopship.adapter.zip;

import io.whopship.ports.driven.ArtifactReader;
import io.whopship.testkit.contract.ArtifactReaderContract;

class ZipArtifactReaderTest extends ArtifactReaderContract {

  @Override
  protected ArtifactReader open() {
    return new ZipArtifactReader();
  }
}
