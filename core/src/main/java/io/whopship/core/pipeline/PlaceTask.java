package io.whopship.core.pipeline;

import io.whopship.core.artifact.VerifiedArtifacts;
import io.whopship.core.sites.Sites;
import io.whopship.ports.driven.Edge;
import io.whopship.ports.driven.Edge.Placement;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.artifact.WorkerBundle;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.DeploymentEvent;
import io.whopship.ports.model.deploy.DeploymentEvent.Broke;
import io.whopship.ports.model.deploy.DeploymentEvent.Placed;
import io.whopship.ports.model.deploy.Failure;
import io.whopship.ports.model.rollout.Release;
import java.util.function.Consumer;

/** Gives the worker and its assets to the edge. */
public final class PlaceTask {

  private final VerifiedArtifacts artifacts;
  private final Edge edge;
  private final Sites sites;

  public PlaceTask(VerifiedArtifacts artifacts, Edge edge, Sites sites) {
    this.artifacts = artifacts;
    this.edge = edge;
    this.sites = sites;
  }

  DeploymentEvent run(Deployment deployment, App app, Journal journal) {
    journal.announce("Deploying to " + edge.description().platform() + "...");
    Consumer<String> silent = line -> {
    };
    return artifacts.use(deployment, silent, (artifact, accepted) -> {
      WorkerBundle bundle = accepted.bundle();
      journal.announce("Uploading " + bundle.assets().size() + " static assets...");
      var placing = new Edge.Placing(deployment.releaseName(), bundle, app.variables());
      return placed(edge.place(placing, artifact, journal::announce), app, journal);
    });
  }

  private DeploymentEvent placed(Placement placement, App app, Journal journal) {
    return switch (placement) {
      case Placement.Refused(int code, String reason) -> new Broke(new Failure(
          Failure.Code.WORKER_REJECTED, "Failed to deploy worker: " + code + " - " + reason));
      case Placement.Placed(Release release) -> {
        edge.route(sites.previewRoute(app, release.name()), journal::announce);
        journal.info("Worker deployed: " + release.name());
        journal.info("Version ID: " + release.versionId());
        journal.info("Preview: " + sites.previewUrl(app, release.name().deployment()));
        yield new Placed(release);
      }
    };
  }
}
