package io.whopship.testkit.contract;

import io.whopship.ports.model.AppId;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.artifact.BuildMetadata;
import io.whopship.ports.model.artifact.Checksum;
import io.whopship.ports.model.deploy.DeploymentState;
import io.whopship.ports.model.deploy.DeploymentState.Paused.Why;
import io.whopship.ports.model.deploy.Failure;
import io.whopship.ports.model.deploy.NewDeployment;
import io.whopship.ports.model.deploy.Status;
import io.whopship.ports.model.identity.OwnerId;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogType;
import io.whopship.ports.model.rollout.Gate;
import io.whopship.ports.model.rollout.OnNoData;
import io.whopship.ports.model.rollout.Percent;
import io.whopship.ports.model.rollout.ProbeCheck;
import io.whopship.ports.model.rollout.Release;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.ports.model.rollout.RolloutPlan;
import io.whopship.ports.model.rollout.RolloutPlan.Step;
import io.whopship.ports.model.rollout.Route;
import io.whopship.ports.model.rollout.Sample;
import io.whopship.ports.model.rollout.Sample.Measured;
import io.whopship.ports.model.rollout.Sample.Verdict;
import io.whopship.ports.model.rollout.Traffic;
import io.whopship.ports.model.rollout.TrafficLimits;
import io.whopship.ports.model.rollout.TrafficSummary;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/** Values that contracts store and expect back, with every member in use somewhere. */
final class Examples {

  /** To the millisecond, as stores keep time. */
  static final Instant NOW = Instant.parse("2026-03-29T00:59:59.123Z");
  static final OwnerId OWNER = new OwnerId("owner_1");
  static final OwnerId OTHER_OWNER = new OwnerId("Other.Owner@example.com");
  static final Checksum CHECKSUM = new Checksum("ab".repeat(32));
  static final Release RELEASE = release(7, 12);
  static final Failure FAILURE = new Failure(Failure.Code.PROBE_FAILED,
      "The new version answered 500.\nLook at its log: “größer” 🚢");

  static final BuildMetadata METADATA = new BuildMetadata("16.0.1", "1.20.0", "4.164.0", "22.1.0",
      45_000L, CHECKSUM, Map.of("gitCommit", "0123abc", "branch", "größer \"quoted\" 🚢"));

  /** With and without what may be absent. */
  static final RolloutPlan PLAN = new RolloutPlan(
      List.of(new Step(new Percent(5), Duration.ofMillis(1500)),
          new Step(new Percent(20), Duration.ofHours(1), true, new Gate(List.of(), null, 7, null,
              true)),
          new Step(new Percent(50), Duration.ofMinutes(2), false,
              new Gate(List.of(ProbeCheck.of("/a?b"),
                  new ProbeCheck("/healthz", 200, 299, "größer 🚢", Duration.ofMillis(750))),
                  4, 5, new TrafficLimits(1.5, 0.25, Duration.ofMillis(900), 100, OnNoData.PAUSE),
                  false)),
          new Step(Percent.ALL, Duration.ZERO)));

  static final List<Sample> SAMPLES = List.of(
      new Sample(NOW, "probe", new Measured.Probe("/healthz", 200, Duration.ofMillis(12)),
          Verdict.GOOD, ""),
      new Sample(NOW.plusSeconds(1), "stage1_5", new Measured.Probe("/", 0, Duration.ZERO),
          Verdict.BAD, "no answer: größer 🚢"),
      new Sample(NOW.plusSeconds(2), "stage1_5", new Measured.Visits(
          new TrafficSummary(1_000_000_000_000L, 3, Duration.ofMillis(5), Duration.ofSeconds(2)),
          TrafficSummary.NONE), Verdict.GOOD, ""),
      new Sample(NOW.plusSeconds(3), "stage1_5", new Measured.Visits(TrafficSummary.NONE, null),
          Verdict.UNMEASURED, "nobody came"),
      new Sample(NOW.plusSeconds(4), "stage2_20", new Measured.Nothing("traffic"),
          Verdict.UNMEASURED, "the telemetry is out"));

  static final DeploymentState.Active ACTIVE = new DeploymentState.Active(RELEASE, NOW,
      NOW.plusSeconds(51));

  /** One of each kind, with and without what may be absent. */
  static final List<DeploymentState> STATES = List.of(
      new DeploymentState.Pending(),
      new DeploymentState.Building(NOW),
      new DeploymentState.Queued(NOW),
      new DeploymentState.Placing(NOW),
      new DeploymentState.Probing(NOW, RELEASE, 2),
      new DeploymentState.Shifting(NOW, RELEASE, 1),
      new DeploymentState.Soaking(NOW, RELEASE, 1, NOW.plusSeconds(3), NOW.plusSeconds(30), 1, 2),
      new DeploymentState.Paused(NOW, RELEASE, 1, NOW.plusSeconds(3), Duration.ofSeconds(11),
          Why.INCONCLUSIVE, "größer 🚢", 1),
      new DeploymentState.Settling(NOW, RELEASE),
      new DeploymentState.Withdrawing(NOW, RELEASE, FAILURE),
      ACTIVE,
      new DeploymentState.Failed(FAILURE, NOW, RELEASE),
      new DeploymentState.Failed(new Failure(Failure.Code.ARTIFACT_MISSING, ""), NOW, null));

  static final List<Traffic> TRAFFIC = List.of(
      new Traffic.None(),
      new Traffic.Whole(RELEASE.name()),
      new Traffic.Split(release(7, 11).name(), RELEASE.name(), new Percent(50)));

  private Examples() {}

  static List<DeploymentState> states() {
    return STATES;
  }

  static List<DeploymentState> statesUnderWay() {
    return STATES.stream().filter(Examples::isUnderWay).toList();
  }

  static List<DeploymentState> statesAtRest() {
    return STATES.stream().filter(state -> !isUnderWay(state)).toList();
  }

  static List<DeploymentState> finalStates() {
    return STATES.stream().filter(DeploymentState::isFinal).toList();
  }

  private static boolean isUnderWay(DeploymentState state) {
    return state.status() == Status.BUILDING || state.status() == Status.DEPLOYING;
  }

  static List<Traffic> traffic() {
    return TRAFFIC;
  }

  static Release release(long app, long deployment) {
    return new Release(new ReleaseName(new AppId(app), new DeploymentId(deployment)),
        "version_0123456789ab");
  }

  static NewDeployment newDeployment(AppId app) {
    return new NewDeployment(UUID.randomUUID(), app, METADATA, CHECKSUM, PLAN, NOW);
  }

  static Route route(String host, long generation, Traffic traffic) {
    return new Route(host, generation, "größer 🚢", traffic,
        List.of(release(7, 10).name(), release(7, 9).name()));
  }

  static Route route(String host, long generation) {
    return route(host, generation, new Traffic.Whole(RELEASE.name()));
  }

  static LogLine line(String message) {
    return new LogLine(NOW, LogType.INFO, "build", message);
  }

  /** Lines {@code line <first>} to {@code line <last>}. */
  static List<LogLine> lines(int first, int last) {
    return IntStream.rangeClosed(first, last).mapToObj(number -> line("line " + number)).toList();
  }
}
