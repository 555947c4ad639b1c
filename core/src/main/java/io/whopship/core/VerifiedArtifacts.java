package io.whopship.core;

import io.whopship.ports.driven.ArtifactReader.OpenArtifact;
import io.whopship.ports.driven.ArtifactStore;
import io.whopship.ports.driven.ArtifactStore.LocalFile;
import io.whopship.ports.driving.CheckArtifact.Verdict;
import io.whopship.ports.model.artifact.Checksum;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.DeploymentEvent;
import io.whopship.ports.model.deploy.DeploymentEvent.Broke;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The artifacts of deployments, each fetched, held against its checksum and judged before anything
 * is done with it. That happens each time: the server that judged an artifact may be gone, and a
 * store that callers write to by themselves may hold another one by now.
 */
final class VerifiedArtifacts {

  private final ArtifactStore artifacts;
  private final ArtifactJudge judge;

  VerifiedArtifacts(ArtifactStore artifacts, ArtifactJudge judge) {
    this.artifacts = artifacts;
    this.judge = judge;
  }

  /** What is done with a good artifact while it is open. */
  @FunctionalInterface
  interface Use {
    DeploymentEvent of(OpenArtifact artifact, Verdict.Accepted accepted);
  }

  String storeName() {
    return artifacts.displayName();
  }

  /** Answers what came of the use, {@link Broke} without it if the artifact is no good. */
  DeploymentEvent use(Deployment deployment, Consumer<String> progress, Use use) {
    Optional<LocalFile> fetched = artifacts.fetch(deployment.artifactKey());
    if (fetched.isEmpty()) {
      return new Broke(ArtifactFailures.missing(artifacts));
    }
    try (LocalFile local = fetched.get()) {
      ArtifactFile file = new ArtifactFile(local.path());
      progress.accept("Downloaded artifact: " + Wording.megabytes(file.bytes()));
      Checksum expected = deployment.checksum();
      if (expected != null) {
        Checksum actual = file.checksum();
        if (!actual.equals(expected)) {
          return new Broke(ArtifactFailures.otherChecksum(expected, actual));
        }
        progress.accept("Checksum verified: " + actual);
      }
      progress.accept("Extracting artifact...");
      return judge.judge(file, problems -> new Broke(ArtifactFailures.refused(problems)), use::of);
    }
  }
}
