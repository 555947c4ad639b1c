package io.whopship.core;

import static io.whopship.core.Platform.HOST;
import static io.whopship.core.Platform.preview;
import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driven.Outbox;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.deploy.DeploymentState;
import io.whopship.ports.model.deploy.DeploymentState.Active;
import io.whopship.ports.model.deploy.DeploymentState.Probing;
import io.whopship.ports.model.deploy.DeploymentState.Settling;
import io.whopship.ports.model.deploy.DeploymentState.Shifting;
import io.whopship.ports.model.deploy.DeploymentState.Soaking;
import io.whopship.ports.model.deploy.Failure;
import io.whopship.ports.model.deploy.Notice;
import io.whopship.ports.model.rollout.Percent;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.ports.model.rollout.RolloutPlan;
import io.whopship.ports.model.rollout.Route;
import io.whopship.ports.model.rollout.Traffic;
import io.whopship.testkit.FakeArtifact;
import io.whopship.testkit.FakeEdge;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How traffic moves, as visitors see it. */
final class RolloutTest {

  private final Platform platform = new Platform();

  @Test
  void theFirstDeploymentServesEverybodyFromItsFirstStage() {
    DeploymentId first = platform.triggered();
    platform.advanceTo(Soaking.class, first);

    assertThat(platform.answered(first)).isEqualTo(1000);
    assertThat(platform.deployment(first).rolloutStage()).isEqualTo("stage1_50");
    assertThat(platform.log(first)).containsSubsequence(
        "Starting two-stage rollout: 50% traffic...",
        "There is no earlier version to share with: this one serves all visitors meanwhile");
  }

  @Test
  void theNextDeploymentGetsHalfOfTheVisitorsThenAll() {
    DeploymentId first = platform.deployed();
    DeploymentId second = platform.triggered();

    platform.advanceTo(Probing.class, second);
    assertThat(platform.answered(second)).isZero();

    platform.advanceTo(Soaking.class, second);
    assertThat(platform.answered(second)).isBetween(450L, 550L);
    assertThat(platform.answered(first)).isEqualTo(1000 - platform.answered(second));

    platform.advanceTo(Settling.class, second);
    assertThat(platform.answered(second)).isEqualTo(1000);

    platform.finish();
    assertThat(platform.state(second)).isInstanceOf(Active.class);
    assertThat(platform.answered(second)).isEqualTo(1000);
  }

  @Test
  void nobodyMovesBackWhileAShareRises() {
    Platform cautious = new Platform(settings -> settings.withPlan(fiveSteps()));
    cautious.deployed();
    DeploymentId second = cautious.triggered();
    Optional<ReleaseName> candidate = Optional.of(cautious.release(second));

    cautious.advanceTo(Soaking.class, second);
    List<Optional<ReleaseName>> before = cautious.visits(1000);
    for (int step = 1; step < 5; step++) {
      int now = step;
      cautious.advanceUntil(state -> state instanceof Soaking s && s.step() == now, second);
      List<Optional<ReleaseName>> after = cautious.visits(1000);
      List<Optional<ReleaseName>> earlier = before;
      assertThat(IntStream.range(0, 1000).filter(visitor -> earlier.get(visitor).equals(candidate)))
          .allSatisfy(visitor -> assertThat(after.get(visitor)).isEqualTo(candidate));
      before = after;
    }
    assertThat(before).containsOnly(candidate);
    assertThat(cautious.log(second)).contains("Starting five-stage rollout: 1% traffic...");
  }

  @Test
  void aSoakLastsAsLongAsThePlanSays() {
    platform.deployed();
    DeploymentId second = platform.triggered();
    platform.advanceTo(Soaking.class, second);
    Instant began = platform.clock.instant();

    platform.advanceUntil(state -> state instanceof Shifting s && s.step() == 1, second);

    assertThat(Duration.between(began, platform.clock.instant())).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void aSoakIsLongerOnAnEdgeThatNeedsTimeToSpread() {
    Platform slow = new Platform(UnaryOperator.identity(), Duration.ofSeconds(60),
        UnaryOperator.identity(), UnaryOperator.identity());
    DeploymentId first = slow.triggered();
    slow.advanceTo(Soaking.class, first);
    Instant began = slow.clock.instant();

    slow.advanceUntil(state -> state instanceof Shifting s && s.step() == 1, first);

    assertThat(Duration.between(began, slow.clock.instant())).isEqualTo(Duration.ofSeconds(90));
    slow.finish();
    assertThat(slow.log(first)).containsSubsequence(
        "Waiting 90 seconds before increasing to 100%...",
        "This includes the 60 seconds that the KV mapping may take to reach every visitor",
        "Waiting 60 seconds before completing...");
  }

  @Test
  void aReleaseIsProbedAllThroughItsSoak() {
    DeploymentId first = platform.deployed();

    // Before traffic, after 5, 10, ... 30 seconds at 50 %, and once at 100 %.
    assertThat(platform.edge.journal())
        .filteredOn(("probe " + platform.release(first) + " /")::equals)
        .hasSize(1 + 6 + 1);
  }

  @Test
  void aReleaseThatFailsItsProbesGetsNoVisitors() {
    DeploymentId first = platform.deployed();
    DeploymentId second = platform.triggered();
    platform.edge.makeUnhealthy(platform.release(second), "it answered 500");

    platform.finish();

    assertThat(platform.failed(second).failure().code()).isEqualTo(Failure.Code.PROBE_FAILED);
    assertThat(platform.answered(first)).isEqualTo(1000);
    assertThat(platform.store.routes().find(platform.app.id()).orElseThrow().traffic())
        .isEqualTo(new Traffic.Whole(platform.release(first)));
    assertThat(platform.log(second)).containsSubsequence(
        "Probing the new version before it gets traffic...",
        "Health probe failed (1 of 3): it answered 500",
        "Health probe failed (2 of 3): it answered 500",
        "Health probe failed (3 of 3): it answered 500",
        "The new version failed 3 health probes in a row and got no traffic: it answered 500");
  }

  @Test
  void aProbeIsAnnouncedOnceHoweverOftenItIsRepeated() {
    DeploymentId first = platform.triggered();
    platform.edge.makeUnhealthy(platform.release(first), "it answered 500");

    platform.finish();

    assertThat(platform.log(first)).filteredOn(line -> line.startsWith("Probing")).hasSize(1);
  }

  @Test
  void oneBadMomentIsForgiven() {
    DeploymentId first = platform.triggered();
    platform.edge.makeUnhealthy(platform.release(first), "it answered 502");
    platform.advanceUntil(state -> state instanceof Probing p && p.failures() == 2, first);
    platform.edge.makeHealthy(platform.release(first));

    platform.finish();

    assertThat(platform.state(first)).isInstanceOf(Active.class);
  }

  @Test
  void aReleaseThatFallsIllWhileItSoaksLosesItsVisitors() {
    DeploymentId first = platform.deployed();
    DeploymentId second = platform.triggered();
    platform.advanceTo(Soaking.class, second);
    platform.edge.makeUnhealthy(platform.release(second), "it answered 500");

    platform.finish();

    assertThat(platform.failed(second).failure().code()).isEqualTo(Failure.Code.SOAK_FAILED);
    assertThat(platform.answered(first)).isEqualTo(1000);
    assertThat(platform.log(second)).endsWith(
        "Sending all visitors back to " + platform.release(first) + "...",
        "The new version failed 3 health probes in a row in stage1_50 and lost its traffic again:"
            + " it answered 500");
  }

  @Test
  void aFirstReleaseThatFallsIllLeavesNoSite() {
    DeploymentId first = platform.triggered();
    platform.advanceTo(Soaking.class, first);
    platform.edge.makeUnhealthy(platform.release(first), "it answered 500");

    platform.finish();

    assertThat(platform.visits(10)).containsOnly(Optional.empty());
    assertThat(platform.edge.routeOf(HOST)).map(Route::traffic).contains(new Traffic.None());
    assertThat(platform.log(first))
        .contains("Taking the site off the air: there is no earlier version to go back to...");
  }

  @Test
  void theOneAfterAFailedFirstServesEverybodyAgain() {
    DeploymentId first = platform.triggered();
    platform.advanceTo(Soaking.class, first);
    platform.edge.makeUnhealthy(platform.release(first), "it answered 500");
    platform.finish();
    platform.reader.holds(FakeArtifact.helloWorker("v2"));

    DeploymentId second = platform.deployed();

    assertThat(platform.answered(second)).isEqualTo(1000);
  }

  @Test
  void aReleaseThatCannotBeSettledGivesItsVisitorsBack() {
    DeploymentId first = platform.deployed();
    DeploymentId second = platform.triggered();
    platform.advanceTo(Settling.class, second);
    platform.edge.failNext(FakeEdge.Operation.ROUTE, 8);

    platform.finish();

    assertThat(platform.failed(second).failure().code()).isEqualTo(Failure.Code.UNAVAILABLE);
    assertThat(platform.answered(first)).isEqualTo(1000);
    assertThat(platform.store.routes().find(platform.app.id()).orElseThrow().kept()).isEmpty();
  }

  @Test
  void aSplitIsShuffledTheSameWayFromItsFirstStepToItsLast() {
    platform.deployed();
    DeploymentId second = platform.triggered();
    platform.advanceTo(Soaking.class, second);

    assertThat(platform.edge.routeOf(HOST)).map(Route::salt)
        .contains(platform.deployment(second).uuid().toString());
    assertThat(platform.edge.routeOf(HOST)).map(Route::traffic)
        .contains(new Traffic.Split(
            platform.release(new DeploymentId(1)), platform.release(second), new Percent(50)));
    platform.finish();
    assertThat(platform.edge.routeOf(HOST)).map(Route::salt)
        .contains(platform.deployment(second).uuid().toString());
  }

  @Test
  void theLatestReleasesAreKeptAndOlderOnesRemoved() {
    DeploymentId first = platform.deployed();
    DeploymentId second = platform.deployed();
    DeploymentId third = platform.deployed();
    assertThat(platform.edge.placed()).contains(platform.release(first));

    DeploymentId fourth = platform.deployed();

    assertThat(platform.store.routes().find(platform.app.id()).orElseThrow().kept())
        .containsExactly(platform.release(third), platform.release(second));
    assertThat(platform.edge.placed()).containsExactlyInAnyOrder(platform.release(second),
        platform.release(third), platform.release(fourth));
    assertThat(platform.edge.hosts()).doesNotContain(preview(first)).contains(preview(second));
    assertThat(platform.log(fourth))
        .contains("Removing " + platform.release(first) + ", which is not needed any more");
    assertThat(platform.log(platform.deployed()))
        .filteredOn(line -> line.startsWith("Removing"))
        .containsExactly("Removing " + platform.release(second) + ", which is not needed any more");
  }

  @Test
  void aFailedReleaseStaysToBeLookedAtUntilTheNextOneSettles() {
    platform.deployed();
    DeploymentId sick = platform.triggered();
    platform.edge.makeUnhealthy(platform.release(sick), "it answered 500");
    platform.finish();
    assertThat(platform.edge.placed()).contains(platform.release(sick));
    assertThat(platform.edge.hosts()).contains(preview(sick));

    platform.deployed();

    assertThat(platform.edge.placed()).doesNotContain(platform.release(sick));
    assertThat(platform.edge.hosts()).doesNotContain(preview(sick));
  }

  @Test
  void aReleaseThatCannotBeRemovedHoldsNothingUp() {
    platform.deployed();
    platform.deployed();
    platform.deployed();
    DeploymentId fourth = platform.triggered();
    platform.advanceTo(Settling.class, fourth);
    platform.edge.failNext(FakeEdge.Operation.UNROUTE, 1);

    platform.finish();

    assertThat(platform.state(fourth)).isInstanceOf(Active.class);
    assertThat(platform.log(fourth)).anyMatch(line -> line.startsWith("It could not be removed:"));
  }

  @Test
  void othersAreToldOfEachStage() {
    DeploymentId first = platform.deployed();
    DeploymentId second = platform.triggered();
    platform.edge.makeUnhealthy(platform.release(second), "it answered 500");
    platform.finish();

    assertThat(notices(first)).containsExactly("deployment.building", "deployment.deploying",
        "rollout.stage1_50", "rollout.stage2_100", "deployment.active");
    assertThat(notices(second)).containsExactly("deployment.building", "deployment.deploying",
        "deployment.failed");
  }

  @Test
  void aPlanOfOneStepGivesAllTrafficAtOnce() {
    Platform bold = new Platform(settings -> settings.withPlan(
        new RolloutPlan(List.of(new RolloutPlan.Step(Percent.ALL, Duration.ZERO)))));
    bold.deployed();
    DeploymentId second = bold.deployed();

    assertThat(bold.state(second)).isInstanceOf(Active.class);
    assertThat(bold.log(second)).contains("Starting one-stage rollout: 100% traffic...")
        .noneMatch(line -> line.startsWith("Waiting"));
  }

  @Test
  void daysOfSoakingPassWithoutADayOfWaiting() {
    Platform patient = new Platform(
        settings -> settings.withPlan(RolloutPlan.halfThenAll(Duration.ofMinutes(50))));

    DeploymentId first = patient.deployed();

    assertThat(patient.state(first)).isInstanceOfSatisfying(DeploymentState.Active.class,
        active -> assertThat(Duration.between(active.triggeredAt(), active.deployedAt()))
            .isEqualTo(Duration.ofMinutes(50)));
  }

  private List<String> notices(DeploymentId id) {
    return platform.store.outbox()
        .read(0, 1000)
        .stream()
        .filter(entry -> entry.deployment().equals(id))
        .map(Outbox.Entry::notice)
        .map(Notice::type)
        .toList();
  }

  private static RolloutPlan fiveSteps() {
    return new RolloutPlan(IntStream.of(1, 10, 33, 80, 100)
        .mapToObj(share -> new RolloutPlan.Step(new Percent(share), Duration.ofSeconds(10)))
        .toList());
  }
}
