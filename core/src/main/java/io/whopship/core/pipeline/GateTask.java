package io.whopship.core.pipeline;

import io.whopship.core.pipeline.TrafficJudge.Judged;
import io.whopship.core.sites.Routing;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.driven.TrafficFigures;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.DeploymentEvent;
import io.whopship.ports.model.deploy.DeploymentEvent.GateFailed;
import io.whopship.ports.model.deploy.DeploymentEvent.GateInconclusive;
import io.whopship.ports.model.deploy.DeploymentEvent.ProbeFailed;
import io.whopship.ports.model.deploy.DeploymentEvent.ProbePassed;
import io.whopship.ports.model.deploy.DeploymentEvent.Unmeasured;
import io.whopship.ports.model.deploy.DeploymentState.Paused;
import io.whopship.ports.model.deploy.DeploymentState.Probing;
import io.whopship.ports.model.deploy.DeploymentState.Soaking;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.rollout.Gate;
import io.whopship.ports.model.rollout.OnNoData;
import io.whopship.ports.model.rollout.ProbeSettings;
import io.whopship.ports.model.rollout.RolloutPlan;
import io.whopship.ports.model.rollout.Sample;
import io.whopship.ports.model.rollout.Sample.Measured;
import io.whopship.ports.model.rollout.Sample.Verdict;
import io.whopship.ports.model.rollout.Traffic;
import io.whopship.ports.model.rollout.TrafficLimits;
import io.whopship.ports.model.rollout.TrafficSummary;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Finds out whether a release is well: by asking it, and by what its visitors get. */
public final class GateTask {

  /** The name of what a release said before it was taken off traffic, in the deployment's log. */
  public static final String LAST_LINES = "worker";

  private static final String BEFORE_TRAFFIC = "probe";

  private final ProbeRound round;
  private final Routing routing;
  private final TrafficFigures figures;
  private final Function<DeploymentId, List<LogLine>> lastLines;
  private final ProbeSettings probe;
  private final InstantSource clock;

  /** {@code lastLines} of a release, as far as they are known. */
  public GateTask(ProbeRound round, Routing routing, TrafficFigures figures,
      Function<DeploymentId, List<LogLine>> lastLines, ProbeSettings probe, InstantSource clock) {
    this.round = round;
    this.routing = routing;
    this.figures = figures;
    this.lastLines = lastLines;
    this.probe = probe;
    this.clock = clock;
  }

  DeploymentEvent beforeTraffic(Deployment deployment, Probing state, App app, Journal journal) {
    if (state.failures() == 0) {
      journal.announce("Probing the new version before it gets traffic...");
    }
    Gate gate = beforeTraffic(deployment.plan().step(0).gate());
    List<Sample> samples = round.ask(gate, state.release().name(), app, BEFORE_TRAFFIC);
    journal.sample(samples);
    for (Sample sample : samples) {
      if (sample.verdict() == Verdict.GOOD
          && sample.measured() instanceof Measured.Probe(String path, int status, Duration took)) {
        journal.info("The new version answered " + status + " in " + took.toMillis() + " ms"
            + (gate.probes().isEmpty() ? "" : " (" + path + ")"));
      }
    }
    return ProbeRound.complaint(samples)
        .map(reason -> failed(deployment, gate, reason, state.failures(), journal))
        .orElseGet(ProbePassed::new);
  }

  /** What tries out other limits does not do without the server's own: none gets in dead. */
  private static Gate beforeTraffic(Gate gate) {
    return gate.isDryRun() ? Gate.DEFAULT : gate;
  }

  DeploymentEvent soaking(Deployment deployment, Soaking state, App app, Journal journal) {
    boolean isOver = !clock.instant().isBefore(state.until());
    return underTraffic(
        new Watched(deployment, state.step(), state.since(), state.failures(), state.unmeasured(),
            isOver),
        app, journal);
  }

  DeploymentEvent paused(Deployment deployment, Paused state, App app, Journal journal) {
    return underTraffic(
        new Watched(deployment, state.step(), state.since(), state.failures(), 0, false), app,
        journal);
  }

  /** Says nothing of healthy answers, of which a long soak has many, but what came of them all. */
  private DeploymentEvent underTraffic(Watched watched, App app, Journal journal) {
    Gate gate = watched.gate();
    List<Sample> samples;
    try {
      samples = round.ask(gate, watched.deployment().releaseName(), app, watched.stage());
    } catch (PortException e) {
      return unmeasured(watched, e, journal);
    }
    journal.sample(samples);
    Optional<String> complaint = ProbeRound.complaint(samples);
    if (complaint.isPresent()) {
      return failed(watched.deployment(), gate, complaint.get(), watched.failures(), journal);
    }
    return watched.isJudgedByTraffic() ? byTraffic(watched, app, journal) : new ProbePassed();
  }

  private DeploymentEvent unmeasured(Watched watched, PortException cause, Journal journal) {
    String reason = String.valueOf(cause.getMessage());
    keep(watched, new Measured.Nothing("probes"), Verdict.UNMEASURED, reason, journal);
    if (!(watched.deployment().state() instanceof Paused)) {
      journal.error("The new version could not be asked how it is: " + reason);
    }
    return watched.gate().isDryRun() ? new ProbePassed() : new Unmeasured(reason);
  }

  private DeploymentEvent failed(Deployment deployment, Gate gate, String reason,
      int failuresBefore, Journal journal) {
    int limit = gate.maxBad() == null ? probe.maxFailures() : gate.maxBad();
    if (gate.isDryRun()) {
      journal.info("Health probe failed: " + reason + ". The gate is a dry run, so it does not"
          + " count");
      return new ProbePassed();
    }
    journal.error(
        "Health probe failed (" + (failuresBefore + 1) + " of " + limit + "): " + reason);
    if (failuresBefore + 1 >= limit) {
      addLastLines(deployment, journal);
    }
    return new ProbeFailed(reason);
  }

  /** By what visitors got, now and then meanwhile, and at the end of the soak. */
  private DeploymentEvent byTraffic(Watched watched, App app, Journal journal) {
    Instant now = clock.instant();
    Duration every = figures.delay().compareTo(probe.interval()) > 0
        ? figures.delay()
        : probe.interval();
    if (!watched.isOver() && !isTime(watched.since(), now, every)) {
      return new ProbePassed();
    }
    Visits visits = visits(watched, app);
    if (watched.isOver()) {
      journal.info(visits.sentence());
    }
    return decide(watched, visits, journal);
  }

  /** Rather once too often than not at all: rounds take their time, too. */
  private boolean isTime(Instant since, Instant now, Duration every) {
    Instant earlier = now.minus(probe.interval().multipliedBy(2));
    long rounds = Math.floorDiv(Duration.between(since, now).toMillis(), every.toMillis());
    long before = Math.floorDiv(Duration.between(since, earlier).toMillis(), every.toMillis());
    return rounds > before;
  }

  private Visits visits(Watched watched, App app) {
    try {
      TrafficSummary candidate = figures.since(watched.deployment().releaseName(),
          watched.since());
      TrafficSummary stable = routing.stored(app)
          .map(route -> route.traffic() instanceof Traffic.Split split ? split.stable() : null)
          .map(release -> figures.since(release, watched.since()))
          .orElse(null);
      return new Visits(candidate, stable, "");
    } catch (PortException e) {
      return new Visits(null, null, String.valueOf(e.getMessage()));
    }
  }

  private DeploymentEvent decide(Watched watched, Visits visits, Journal journal) {
    TrafficLimits limits = watched.gate().traffic();
    if (limits == null) {
      return new ProbePassed();
    }
    TrafficSummary candidate = visits.candidate();
    if (candidate == null) {
      keep(watched, new Measured.Nothing("traffic"), Verdict.UNMEASURED, visits.fault(), journal);
      if (watched.mayAskAgain()) {
        return new Unmeasured(visits.fault());
      }
      return noData(watched, limits.onNoData() == OnNoData.FAIL
          ? OnNoData.PAUSE
          : limits.onNoData(), "what visitors got is not known: " + visits.fault(), journal);
    }
    Measured measured = new Measured.Visits(candidate, visits.stable());
    return switch (TrafficJudge.judge(limits, candidate, visits.stable())) {
      case Judged.Good() -> {
        keep(watched, measured, Verdict.GOOD, "", journal);
        yield new ProbePassed();
      }
      case Judged.TooFew(String reason) -> {
        keep(watched, measured, Verdict.UNMEASURED, reason, journal);
        yield noData(watched, limits.onNoData(), reason, journal);
      }
      case Judged.Bad(String reason) -> {
        keep(watched, measured, Verdict.BAD, reason, journal);
        yield gateFailed(watched, reason, journal);
      }
    };
  }

  private void keep(Watched watched, Measured measured, Verdict verdict, String reason,
      Journal journal) {
    journal.sample(
        List.of(new Sample(clock.instant(), watched.stage(), measured, verdict, reason)));
  }

  /** Only at the end of a soak does it matter that too few have come. */
  private DeploymentEvent noData(Watched watched, OnNoData rule, String reason,
      Journal journal) {
    if (!watched.isOver()) {
      return new ProbePassed();
    }
    if (watched.gate().isDryRun()) {
      journal
          .info("The gate could not tell: " + reason + ". It is a dry run, so it does not count");
      return new ProbePassed();
    }
    return switch (rule) {
      case PASS -> new ProbePassed();
      case PAUSE -> new GateInconclusive(reason);
      case FAIL -> gateFailed(watched, reason, journal);
    };
  }

  private DeploymentEvent gateFailed(Watched watched, String reason, Journal journal) {
    if (watched.gate().isDryRun()) {
      journal.info("The gate would have failed: " + reason + ". It is a dry run, so it does not"
          + " count");
      return new ProbePassed();
    }
    journal.error("The gate of " + watched.stage() + " failed: " + reason);
    addLastLines(watched.deployment(), journal);
    return new GateFailed(reason);
  }

  /** What the release itself has to say of it: nobody else keeps that. */
  private void addLastLines(Deployment deployment, Journal journal) {
    lastLines.apply(deployment.id())
        .forEach(line -> journal.add(line.type(), LAST_LINES, line.message()));
  }

  /** A release that has a share of the traffic. */
  private record Watched(Deployment deployment, int step, Instant since, int failures,
      int unmeasured, boolean isOver) {

    Gate gate() {
      return planned().gate();
    }

    String stage() {
      return deployment.plan().stageName(step);
    }

    /** At the end of a soak a passing fault of the figures is waited for. */
    boolean mayAskAgain() {
      return isOver && !gate().isDryRun() && unmeasured + 1 < gate().maxUnmeasured();
    }

    /** Without a soak nobody can have come. */
    boolean isJudgedByTraffic() {
      return planned().soak().isPositive();
    }

    private RolloutPlan.Step planned() {
      return deployment.plan().step(step);
    }
  }

  /**
   * What visitors got.
   *
   * @param candidate {@code null} if it is not known
   * @param fault why it is not
   */
  private record Visits(@Nullable TrafficSummary candidate, @Nullable TrafficSummary stable,
      String fault) {

    String sentence() {
      if (candidate == null) {
        return "What visitors got is not known: " + fault;
      }
      return candidate.requests() == 0
          ? "No visitor came to the new version meanwhile"
          : "The new version answered " + candidate.requests() + " requests meanwhile, "
              + candidate.errors() + " of them with errors; half within "
              + candidate.median().toMillis() + " ms, 99 of 100 within "
              + candidate.p99().toMillis() + " ms";
    }
  }
}
