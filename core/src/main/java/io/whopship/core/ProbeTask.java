package io.whopship.core;

import io.whopship.core.ControlPlane.ProbeSettings;
import io.whopship.ports.driven.Edge;
import io.whopship.ports.driven.Edge.ProbeResult;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.driven.TrafficFigures;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.deploy.DeploymentEvent;
import io.whopship.ports.model.deploy.DeploymentEvent.ProbeFailed;
import io.whopship.ports.model.deploy.DeploymentEvent.ProbePassed;
import io.whopship.ports.model.deploy.DeploymentState.Probing;
import io.whopship.ports.model.deploy.DeploymentState.Soaking;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.ports.model.rollout.RolloutPlan;
import io.whopship.ports.model.rollout.TrafficSummary;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Asks a release whether it is well. */
final class ProbeTask {

  private final Edge edge;
  private final Sites sites;
  private final ProbeSettings settings;
  private final TrafficFigures figures;
  private final InstantSource clock;

  ProbeTask(Edge edge, Sites sites, ProbeSettings settings, TrafficFigures figures,
      InstantSource clock) {
    this.edge = edge;
    this.sites = sites;
    this.settings = settings;
    this.figures = figures;
    this.clock = clock;
  }

  DeploymentEvent beforeTraffic(Probing state, App app, Journal journal) {
    if (state.failures() == 0) {
      journal.announce("Probing the new version before it gets traffic...");
    }
    return switch (probe(state.release().name(), app)) {
      case ProbeResult.Answered(int status, Duration latency) -> {
        journal.info("The new version answered " + status + " in " + latency.toMillis() + " ms");
        yield new ProbePassed();
      }
      case ProbeResult.Silent(String reason) -> failed(reason, state.failures(), journal);
    };
  }

  /** Says nothing of healthy answers, of which a long soak has many, but what came of them all. */
  DeploymentEvent underTraffic(Soaking state, RolloutPlan plan, App app, Journal journal) {
    return switch (probe(state.release().name(), app)) {
      case ProbeResult.Answered healthy -> {
        Duration soak = plan.step(state.step()).soak();
        if (soak.isPositive() && !clock.instant().isBefore(state.until())) {
          journal.info(traffic(state, soak));
        }
        yield new ProbePassed();
      }
      case ProbeResult.Silent(String reason) -> failed(reason, state.failures(), journal);
    };
  }

  private String traffic(Soaking state, Duration soak) {
    Instant since = state.until().minus(figures.delay()).minus(soak);
    try {
      TrafficSummary summary = figures.since(state.release().name(), since);
      return summary.requests() == 0
          ? "No visitor came to the new version meanwhile"
          : "The new version answered " + summary.requests() + " requests meanwhile, "
              + summary.errors() + " of them with errors; half within "
              + summary.median().toMillis() + " ms, 99 of 100 within " + summary.p99().toMillis()
              + " ms";
    } catch (PortException e) {
      return "What visitors got is not known: " + e.getMessage();
    }
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
