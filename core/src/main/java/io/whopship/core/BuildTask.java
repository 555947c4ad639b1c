package io.whopship.core;

import io.whopship.ports.driven.ArtifactReader;
import io.whopship.ports.driven.ArtifactStore;
import io.whopship.ports.driven.ArtifactStore.LocalFile;
import io.whopship.ports.driven.DeploymentLogs;
import io.whopship.ports.driving.CheckArtifact.Verdict;
import io.whopship.ports.model.artifact.ArtifactSummary;
import io.whopship.ports.model.artifact.Checksum;
import io.whopship.ports.model.artifact.Problem;
import io.whopship.ports.model.artifact.WorkerBundle;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.DeploymentEvent;
import io.whopship.ports.model.deploy.DeploymentEvent.Accepted;
import io.whopship.ports.model.deploy.DeploymentEvent.Broke;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.StoredLine;
import java.util.List;
import java.util.Optional;

/** Fetches the artifact of a deployment and judges it. */
final class BuildTask {

  /** The step of the line that says that another deployment is waited for. */
  static final String QUEUE_STEP = "queue";

  private static final int ENOUGH_LINES = 1000;

  private final ArtifactStore artifacts;
  private final ArtifactReader reader;
  private final ArtifactJudge judge;
  private final DeploymentLogs logs;

  BuildTask(ArtifactStore artifacts, ArtifactReader reader, ArtifactJudge judge,
      DeploymentLogs logs) {
    this.artifacts = artifacts;
    this.reader = reader;
    this.judge = judge;
    this.logs = logs;
  }

  DeploymentEvent run(Deployment deployment, Journal journal) {
    List<StoredLine> known = logs.read(deployment.id(), 0, ENOUGH_LINES);
    if (isQueued(known)) {
      return new Accepted();
    }
    if (known.isEmpty()) {
      journal.info("Starting deployment " + deployment.id() + " for app " + deployment.app());
    }
    journal.announce("Downloading build artifact from " + artifacts.displayName() + "...");
    Optional<LocalFile> fetched = artifacts.fetch(deployment.artifactKey());
    if (fetched.isEmpty()) {
      return new Broke(ArtifactFailures.missing(artifacts));
    }
    try (LocalFile file = fetched.get()) {
      return judge(deployment, new ArtifactFile(file.path()), journal);
    }
  }

  /**
   * A deployment that waits for another was found good before: that line is only written then. So
   * its artifact is not judged again each second of the wait. What is placed in the end is.
   */
  private static boolean isQueued(List<StoredLine> known) {
    return known.stream().map(StoredLine::line).map(LogLine::step).anyMatch(QUEUE_STEP::equals);
  }

  private DeploymentEvent judge(Deployment deployment, ArtifactFile file, Journal journal) {
    journal.info("Downloaded artifact: " + LogText.megabytes(file.bytes()));
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
    journal.info("Worker bundle size: " + LogText.megabytes(summary.workerBytes()));
    journal.info("Worker bundle size (gzip): " + LogText.megabytes(summary.workerGzipBytes()));
    journal.info("Assets run_worker_first: " + bundle.runtime().assets().runWorkerFirst());
  }
}
