package io.whopship.testkit;

import io.whopship.ports.driven.ArtifactReader;
import io.whopship.testkit.contract.ArtifactReaderContract;

class PlainArtifactReaderTest extends ArtifactReaderContract {

  @Override
  protected ArtifactReader open() {
    return new PlainArtifactReader();
  }
}
