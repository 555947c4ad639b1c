package io.whopship.adapter.cloudflare.upload;

import io.whopship.ports.driven.ArtifactReader.OpenArtifact;
import io.whopship.ports.model.artifact.ArtifactEntry;
import io.whopship.ports.model.artifact.MetaJson;
import io.whopship.ports.model.artifact.WranglerConfig;
import io.whopship.testkit.FakeArtifact;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts the batches in memory, each of one asset: from when it is read a second time, the first
 * being for its hash, until it is told that it was uploaded.
 */
final class HeldBatches {

  private int held;
  private int most;

  OpenArtifact open(FakeArtifact artifact) {
    return new Watched(artifact.open());
  }

  synchronized void line(String line) {
    if (line.matches("Uploaded . of . batches .*")) {
      held--;
    }
  }

  private synchronized void readAgain() {
    held++;
    most = Math.max(most, held);
  }

  synchronized int most() {
    return most;
  }

  private final class Watched implements OpenArtifact {

    private final OpenArtifact artifact;
    private final Set<String> hashed = ConcurrentHashMap.newKeySet();

    Watched(OpenArtifact artifact) {
      this.artifact = artifact;
    }

    @Override
    public List<ArtifactEntry> entries() {
      return artifact.entries();
    }

    @Override
    public MetaJson meta() {
      return artifact.meta();
    }

    @Override
    public WranglerConfig wranglerConfig() {
      return artifact.wranglerConfig();
    }

    @Override
    public Optional<String> nextDeploymentId() {
      return artifact.nextDeploymentId();
    }

    @Override
    public InputStream read(ArtifactEntry entry) {
      if (!hashed.add(entry.name())) {
        readAgain();
      }
      return artifact.read(entry);
    }

    @Override
    public void close() {
      artifact.close();
    }
  }
}
