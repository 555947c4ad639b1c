package io.whopship.core;

import io.whopship.ports.driven.ArtifactReader;
import io.whopship.ports.driven.ArtifactStore;
import io.whopship.ports.driven.ArtifactStore.LocalFile;
import io.whopship.ports.driving.CheckArtifact.Verdict;
import io.whopship.ports.model.artifact.ArtifactSummary;
import io.whopship.ports.model.artifact.Checksum;
import io.whopship.ports.model.artifact.Problem;
import io.whopship.ports.model.artifact.WorkerBundle;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.DeploymentEvent;
import io.whopship.ports.model.deploy.DeploymentEvent.Accepted;
import io.whopship.ports.model.deploy.DeploymentEvent.Broke;
import java.util.List;
import java.util.Optional;

/** Fetches the artifact of a deployment and judges it. */
final class BuildTask {

  private final ArtifactStore artifacts;
  private final ArtifactReader reader;
  private final ArtifactJudge judge;

  BuildTask(ArtifactStore artifacts, ArtifactReader reader, ArtifactJudge judge) {
    this.artifacts = artifacts;
    this.reader = reader;
    this.judge = judge;
  }

  DeploymentEvent run(Deployment deployment, Journal journal) {
    journal.announce("Downloading build artifact from " + artifacts.displayName() + "...");
    Optional<LocalFile> fetched = artifacts.fetch(deployment.artifactKey());
    if (fetched.isEmpty()) {
      return new Broke(ArtifactFailures.missing(artifacts));
    }
    try (LocalFile file = fetched.get()) {
      return judge(deployment, new ArtifactFile(file.path()), journal);
    }
  }

  private DeploymentEvent judge(Deployment deployment, ArtifactFile file, Journal journal) {
    journal.info("Downloaded artifact: " + Wording.megabytes(file.bytes()));
    Checksum expected = deployment.checksum();
    if (expected != null) {
      Checksum actual = file.checksum();
      if (!actual.equals(expected)) {
        return new Broke(ArtifactFailures.otherChecksum(expected, actual));
      }
      journal.info("Checksum verified: " + actual);
    }
    journal.announce("Extracting artifact...");
    return switch (new CheckArtifactService(reader, judge).check(file.path())) {
      case Verdict.Refused(List<Problem> problems) ->
        new Broke(ArtifactFailures.refused(problems));
      case Verdict.Accepted(ArtifactSummary summary, WorkerBundle bundle) -> {
        describe(summary, bundle, journal);
        yield new Accepted();
      }
    };
  }

  private static void describe(ArtifactSummary summary, WorkerBundle bundle, Journal journal) {
    journal.info("Extracted " + summary.files() + " files from artifact");
    journal.info("Parsing OpenNext build structure...");
    journal.info("Found worker script at: " + summary.workerScript());
    journal.info("Found " + summary.assets() + " static assets");
    journal.info("Worker bundle size: " + Wording.megabytes(summary.workerBytes()));
    journal.info("Worker bundle size (gzip): " + Wording.megabytes(summary.workerGzipBytes()));
    journal.info("Assets run_worker_first: " + bundle.runtime().assets().runWorkerFirst());
  }
}
