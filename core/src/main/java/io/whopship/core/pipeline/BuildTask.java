package io.whopship.core.pipeline;

import io.whopship.core.artifact.Sizes;
import io.whopship.core.artifact.VerifiedArtifacts;
import io.whopship.ports.driving.CheckArtifact.Verdict;
import io.whopship.ports.model.artifact.ArtifactSummary;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.DeploymentEvent;
import io.whopship.ports.model.deploy.DeploymentEvent.Accepted;

/** Fetches the artifact of a deployment and judges it. */
public final class BuildTask {

  private final VerifiedArtifacts artifacts;

  public BuildTask(VerifiedArtifacts artifacts) {
    this.artifacts = artifacts;
  }

  DeploymentEvent run(Deployment deployment, Journal journal) {
    journal.announce("Downloading build artifact from " + artifacts.storeName() + "...");
    return artifacts.use(deployment, journal::announce, (artifact, accepted) -> {
      describe(accepted, journal);
      return new Accepted();
    });
  }

  private static void describe(Verdict.Accepted accepted, Journal journal) {
    ArtifactSummary summary = accepted.summary();
    journal.info("Extracted " + summary.files() + " files from artifact");
    journal.info("Parsing OpenNext build structure...");
    journal.info("Found worker script at: " + summary.workerScript());
    journal.info("Found " + summary.assets() + " static assets");
    journal.info("Worker bundle size: " + Sizes.megabytes(summary.workerBytes()));
    journal.info("Worker bundle size (gzip): " + Sizes.megabytes(summary.workerGzipBytes()));
    journal.info("Assets run_worker_first: "
        + accepted.bundle().runtime().assets().runWorkerFirst());
    SettingsLines.of(summary, accepted.bundle().runtime()).forEach(journal::info);
  }
}
