package io.whopship.core.pipeline;

import io.whopship.core.sites.Routing;
import io.whopship.ports.driven.Edge;
import io.whopship.ports.driven.TrafficFigures;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.deploy.Change;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.DeploymentState;
import io.whopship.ports.model.deploy.DeploymentState.Active;
import io.whopship.ports.model.deploy.DeploymentState.Building;
import io.whopship.ports.model.deploy.DeploymentState.Failed;
import io.whopship.ports.model.deploy.DeploymentState.Paused;
import io.whopship.ports.model.deploy.DeploymentState.Pending;
import io.whopship.ports.model.deploy.DeploymentState.Placing;
import io.whopship.ports.model.deploy.DeploymentState.Probing;
import io.whopship.ports.model.deploy.DeploymentState.Queued;
import io.whopship.ports.model.deploy.DeploymentState.Settling;
import io.whopship.ports.model.deploy.DeploymentState.Shifting;
import io.whopship.ports.model.deploy.DeploymentState.Soaking;
import io.whopship.ports.model.deploy.DeploymentState.Withdrawing;
import io.whopship.ports.model.deploy.Notice;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogType;
import io.whopship.ports.model.rollout.Percent;
import io.whopship.ports.model.rollout.ProbeSettings;
import io.whopship.ports.model.rollout.Release;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.ports.model.rollout.RolloutPlan;
import io.whopship.ports.model.rollout.Route;
import io.whopship.ports.model.rollout.Traffic;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What goes with entering a state, to be written as one with it: the app's route, log lines, what
 * others are told, and when the deployment is to be advanced from there.
 */
public final class Transitions {

  /** The name of all this in a deployment's log. */
  public static final String STEP = "rollout";

  private static final List<String> NUMBERS = List.of("zero", "one", "two", "three", "four", "five",
      "six", "seven", "eight", "nine", "ten");

  private final Routing routing;
  private final Edge edge;
  private final TrafficFigures figures;
  private final ProbeSettings probe;
  private final TriggerOrder order;

  public Transitions(Routing routing, Edge edge, TrafficFigures figures, ProbeSettings probe,
      TriggerOrder order) {
    this.routing = routing;
    this.edge = edge;
    this.figures = figures;
    this.probe = probe;
    this.order = order;
  }

  /** The change that takes a deployment to its next state, with these lines before its own. */
  public Change change(Deployment deployment, App app, List<LogLine> lines, DeploymentState next,
      Instant now) {
    Change change = Change.to(deployment, next).log(lines);
    return switch (next) {
      case Pending pending -> change;
      case Building building -> tell(change, "deployment.building", now)
          .log(Wording.lines(now, LogType.INFO, Pipeline.BUILD,
              "Starting deployment " + deployment.id() + " for app " + app.id()))
          .wakeAt(now);
      case Queued queued -> toQueued(change, now);
      case Placing placing -> tell(change, "deployment.deploying", now).wakeAt(now);
      case Probing probing ->
        change.wakeAt(probing.failures() == 0 ? now : now.plus(probe.pause()));
      case Shifting shifting -> toShifting(change, app, shifting, now);
      case Soaking soaking -> toSoaking(change, soaking, now);
      case Paused paused -> toPaused(change, paused, now);
      case Settling settling -> routed(change, routing.settled(deployment, app), now)
          .log(info(now, "Updating " + edge.description().mapping() + "..."))
          .wakeAt(now);
      case Withdrawing withdrawing -> toWithdrawing(change, app, now);
      case Active active -> toActive(change, app, active, now);
      case Failed failed -> tell(change, "deployment.failed", now)
          .log(Wording.lines(now, LogType.ERROR, Pipeline.stepOf(deployment.state()),
              failed.failure().message()));
    };
  }

  /** Says, once for all, for whom the deployment waits first. */
  private Change toQueued(Change change, Instant now) {
    return order.firstBefore(change.expected())
        .map(other -> change.log(Wording.lines(now, LogType.INFO, Pipeline.QUEUE,
            "Waiting for deployment " + other + " of this app to finish...")))
        .orElse(change)
        .wakeAt(now);
  }

  private Change toShifting(Change change, App app, Shifting next, Instant now) {
    Deployment deployment = change.expected();
    RolloutPlan plan = deployment.plan();
    Percent share = plan.step(next.step()).percent();
    Route route = routing.rising(deployment, app, share);
    Change shifting = routed(tell(change, "rollout." + plan.stageName(next.step()), now), route,
        now).wakeAt(now);
    if (next.step() > 0) {
      return shifting.log(info(now, "Increasing to " + share + " traffic..."));
    }
    Change starting = shifting.log(info(now, "Starting " + NUMBERS.get(plan.steps().size())
        + "-stage rollout: " + share + " traffic..."));
    return route.traffic() instanceof Traffic.Split
        ? starting
        : starting.log(info(now,
            "There is no earlier version to share with: this one serves all visitors meanwhile"));
  }

  private Change toSoaking(Change change, Soaking next, Instant now) {
    Change soaking = change.wakeAt(nextProbe(next, now));
    Deployment deployment = change.expected();
    if (deployment.state() instanceof Shifting) {
      return soaking.log(waiting(deployment.plan(), next, now));
    }
    return deployment.state() instanceof Paused
        ? tell(soaking, "rollout.resumed", now)
            .log(info(now, "Resumed"))
            .log(waiting(deployment.plan(), next, now))
        : soaking;
  }

  private Change toPaused(Change change, Paused next, Instant now) {
    Change paused = change.wakeAt(now.plus(next.failures() > 0 ? probe.pause() : probe.interval()));
    return change.expected().state() instanceof Paused
        ? paused
        : tell(paused, "rollout.paused", now)
            .log(info(now, "Paused in " + change.expected().plan().stageName(next.step()) + ": "
                + next.reason()));
  }

  /** An edge that a stalled server may still write to is told once more after that. */
  private Change routed(Change change, Route route, Instant now) {
    return change.route(route).confirmAt(Routing.confirmAt(edge, now));
  }

  /** Sooner after a failed probe; and a soak ends with a probe at its very end. */
  private Instant nextProbe(Soaking soaking, Instant now) {
    if (soaking.failures() > 0) {
      return now.plus(probe.pause());
    }
    Instant next = now.plus(probe.interval());
    boolean endsBefore = soaking.until().isBefore(next) && soaking.unmeasured() == 0;
    return endsBefore ? soaking.until() : next;
  }

  private List<LogLine> waiting(RolloutPlan plan, Soaking next, Instant now) {
    Duration wait = Duration.between(now, next.until());
    if (wait.isZero()) {
      return List.of();
    }
    String goal = plan.isLast(next.step())
        ? "completing"
        : "increasing to " + plan.step(next.step() + 1).percent();
    String line = "Waiting " + Wording.seconds(wait) + " before " + goal + "...";
    Edge.Description description = edge.description();
    String spread = description.spread().isZero()
        ? ""
        : "\nThis includes the " + Wording.seconds(description.spread()) + " that the "
            + description.mapping() + " may take to reach every visitor";
    String delay = figures.delay().isZero()
        ? ""
        : "\nThis includes the " + Wording.seconds(figures.delay())
            + " until the figures of the traffic are complete";
    return info(now, line + spread + delay);
  }

  private Change toWithdrawing(Change change, App app, Instant now) {
    Route route = routing.withdrawn(change.expected(), app);
    String line = route.traffic() instanceof Traffic.Whole(ReleaseName stable)
        ? "Sending all visitors back to " + stable + "..."
        : "Taking the site off the air: there is no earlier version to go back to...";
    return routed(change, route, now).log(info(now, line)).wakeAt(now);
  }

  private Change toActive(Change change, App app, Active next, Instant now) {
    String mapping = Wording.capitalised(edge.description().mapping());
    Duration took = Duration.between(next.triggeredAt(), now);
    Release release = next.release();
    return tell(change, "deployment.active", now)
        .log(info(now, mapping + " set: " + app.subdomain() + " → " + release.name() + "@"
            + release.versionId()))
        .log(Wording.lines(now, LogType.SUCCESS, STEP,
            "Deployment completed successfully in " + Wording.elapsed(took)));
  }

  private static Change tell(Change change, String notice, Instant now) {
    return change.tell(new Notice(notice, now));
  }

  private static List<LogLine> info(Instant now, String text) {
    return Wording.lines(now, LogType.INFO, STEP, text);
  }
}
