package io.whopship.core;

import io.whopship.ports.driven.ArtifactReader;
import io.whopship.ports.driven.ArtifactReader.OpenArtifact;
import io.whopship.ports.driven.ArtifactReader.Opened;
import io.whopship.ports.driven.ArtifactStore;
import io.whopship.ports.driven.ArtifactStore.LocalFile;
import io.whopship.ports.driven.Edge;
import io.whopship.ports.driven.Edge.Placement;
import io.whopship.ports.driving.CheckArtifact.Verdict;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.artifact.ArtifactSummary;
import io.whopship.ports.model.artifact.Checksum;
import io.whopship.ports.model.artifact.Problem;
import io.whopship.ports.model.artifact.WorkerBundle;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.DeploymentEvent;
import io.whopship.ports.model.deploy.DeploymentEvent.Broke;
import io.whopship.ports.model.deploy.DeploymentEvent.Placed;
import io.whopship.ports.model.deploy.Failure;
import io.whopship.ports.model.rollout.Release;
import java.util.List;
import java.util.Optional;

/**
 * Gives the worker and its assets to the edge. The artifact is fetched and judged once more: the
 * server that judged it may be gone, and a store that callers write to by themselves may hold
 * another one by now.
 */
final class PlaceTask {

  private final ArtifactStore artifacts;
  private final ArtifactReader reader;
  private final ArtifactJudge judge;
  private final Edge edge;
  private final Sites sites;

  PlaceTask(ArtifactStore artifacts, ArtifactReader reader, ArtifactJudge judge, Edge edge,
      Sites sites) {
    this.artifacts = artifacts;
    this.reader = reader;
    this.judge = judge;
    this.edge = edge;
    this.sites = sites;
  }

  DeploymentEvent run(Deployment deployment, App app, Journal journal) {
    journal.announce("Deploying to " + edge.description().platform() + "...");
    Optional<LocalFile> fetched = artifacts.fetch(deployment.artifactKey());
    if (fetched.isEmpty()) {
      return new Broke(ArtifactFailures.missing(artifacts));
    }
    try (LocalFile local = fetched.get()) {
      ArtifactFile file = new ArtifactFile(local.path());
      Checksum expected = deployment.checksum();
      if (expected != null) {
        Checksum actual = file.checksum();
        if (!actual.equals(expected)) {
          return new Broke(ArtifactFailures.otherChecksum(expected, actual));
        }
      }
      return switch (reader.open(file.path(), judge.maxEntries())) {
        case Opened.Unreadable(Problem problem) ->
          new Broke(ArtifactFailures.refused(List.of(problem)));
        case Opened.Ready(OpenArtifact artifact) -> {
          try (artifact) {
            yield place(deployment, app, artifact, file.bytes(), journal);
          }
        }
      };
    }
  }

  private DeploymentEvent place(Deployment deployment, App app, OpenArtifact artifact, long bytes,
      Journal journal) {
    return switch (judge.judge(artifact, bytes)) {
      case Verdict.Refused(List<Problem> problems) ->
        new Broke(ArtifactFailures.refused(problems));
      case Verdict.Accepted(ArtifactSummary summary, WorkerBundle bundle) -> {
        journal.announce("Uploading " + bundle.assets().size() + " static assets...");
        var placing = new Edge.Placing(deployment.releaseName(), bundle, app.variables());
        yield placed(edge.place(placing, artifact, journal::announce), app, journal);
      }
    };
  }

  private DeploymentEvent placed(Placement placement, App app, Journal journal) {
    return switch (placement) {
      case Placement.Refused(int code, String reason) -> new Broke(new Failure(
          Failure.Code.WORKER_REJECTED, "Failed to deploy worker: " + code + " - " + reason));
      case Placement.Placed(Release release) -> {
        edge.route(sites.previewRoute(app, release.name()));
        journal.info("Worker deployed: " + release.name());
        journal.info("Version ID: " + release.versionId());
        journal.info("Preview: " + sites.previewUrl(app, release.name().deployment()));
        yield new Placed(release);
      }
    };
  }
}
