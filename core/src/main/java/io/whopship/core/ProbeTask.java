package io.whopship.core;

import io.whopship.core.ControlPlane.ProbeSettings;
import io.whopship.ports.driven.Edge;
import io.whopship.ports.driven.Edge.ProbeResult;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.deploy.DeploymentEvent;
import io.whopship.ports.model.deploy.DeploymentEvent.ProbeFailed;
import io.whopship.ports.model.deploy.DeploymentEvent.ProbePassed;
import io.whopship.ports.model.deploy.DeploymentState.Probing;
import io.whopship.ports.model.deploy.DeploymentState.Soaking;
import io.whopship.ports.model.rollout.ReleaseName;
import java.time.Duration;

/** Asks a release whether it is well. */
final class ProbeTask {

  private final Edge edge;
  private final Sites sites;
  private final ProbeSettings settings;

  ProbeTask(Edge edge, Sites sites, ProbeSettings settings) {
    this.edge = edge;
    this.sites = sites;
    this.settings = settings;
  }

  DeploymentEvent beforeTraffic(Probing state, App app, Journal journal) {
    if (state.failures() == 0) {
      journal.announce("Probing the new version before it gets traffic...");
    }
    return switch (probe(state.release().name(), app)) {
      case ProbeResult.Healthy(int status, Duration latency) -> {
        journal.info("The new version answered " + status + " in " + latency.toMillis() + " ms");
        yield new ProbePassed();
      }
      case ProbeResult.Unhealthy(String reason) -> failed(reason, state.failures(), journal);
    };
  }

  /** Says nothing of healthy answers: a long soak has many. */
  DeploymentEvent underTraffic(Soaking state, App app, Journal journal) {
    return switch (probe(state.release().name(), app)) {
      case ProbeResult.Healthy healthy -> new ProbePassed();
      case ProbeResult.Unhealthy(String reason) -> failed(reason, state.failures(), journal);
    };
  }

  private ProbeResult probe(ReleaseName release, App app) {
    return edge.probe(release, sites.host(app), settings.path(), settings.timeout());
  }

  private DeploymentEvent failed(String reason, int failuresBefore, Journal journal) {
    journal.error("Health probe failed (" + (failuresBefore + 1) + " of " + settings.maxFailures()
        + "): " + reason);
    return new ProbeFailed(reason);
  }
}
