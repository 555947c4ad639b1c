package io.whopship.app.traces;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driven.DeploymentObserver.Ended;
import io.whopship.ports.driven.DeploymentObserver.Step;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.artifact.BuildMetadata;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.DeploymentState;
import io.whopship.ports.model.deploy.DeploymentState.Building;
import io.whopship.ports.model.deploy.DeploymentState.Placing;
import io.whopship.ports.model.deploy.DeploymentState.Queued;
import io.whopship.ports.model.deploy.DeploymentState.Shifting;
import io.whopship.ports.model.deploy.DeploymentState.Soaking;
import io.whopship.ports.model.rollout.Release;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.ports.model.rollout.RolloutPlan;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class JourneysTest {

  private static final Instant NOON = Instant.parse("2026-01-24T12:00:00Z");
  private static final Release RELEASE = new Release(
      new ReleaseName(new AppId(1), new DeploymentId(7)), "v7");

  private final Journeys journeys = new Journeys(2);

  private static Deployment deployment(long id, DeploymentState state, long version) {
    return new Deployment(new DeploymentId(id), new UUID(0, id), new AppId(1), BuildMetadata.NONE,
        null, RolloutPlan.DEFAULT, state, version, 1, NOON);
  }

  private static Deployment deployment(DeploymentState state, long version) {
    return deployment(7, state, version);
  }

  private static Soaking soaking(int step, int failures) {
    return new Soaking(NOON, RELEASE, step, NOON.plusSeconds(5), NOON.plusSeconds(30), failures, 0);
  }

  private static Step step(Deployment deployment, String name, Ended how) {
    return new Step(deployment, name, 0, NOON, NOON, how);
  }

  @Test
  void aStayEndsWithTheNextState() {
    assertThat(journeys.enter(deployment(new Queued(NOON), 2), NOON)).isNull();

    assertThat(journeys.enter(deployment(new Placing(NOON), 3), NOON.plusSeconds(9)))
        .isEqualTo(new Journey(2, "queued", null, NOON, "", 0));
  }

  @Test
  void ofWhatAnotherServerMovedMeanwhileNobodyKnowsTheStay() {
    journeys.enter(deployment(new Queued(NOON), 2), NOON);

    assertThat(journeys.enter(deployment(new Shifting(NOON, RELEASE, 0), 5), NOON)).isNull();
  }

  @Test
  void whatIsToldLateChangesNothing() {
    journeys.enter(deployment(new Queued(NOON), 2), NOON);
    assertThat(journeys.enter(deployment(new Building(NOON), 1), NOON.plusSeconds(1))).isNull();

    assertThat(journeys.enter(deployment(new Placing(NOON), 3), NOON.plusSeconds(2)))
        .isEqualTo(new Journey(2, "queued", null, NOON, "", 0));
  }

  @Test
  void whatAnotherServerBeganIsKnownSinceWhatItsStateSaysOrElseItsFirstStepHere() {
    journeys.step(step(deployment(new Building(NOON), 1), "build", Ended.DONE));
    assertThat(journeys.enter(deployment(new Queued(NOON), 2), NOON.plusSeconds(1)))
        .extracting(Journey::state, Journey::since)
        .containsExactly("building", NOON);

    journeys.step(step(deployment(soaking(0, 0), 6), "probe", Ended.DONE));
    assertThat(journeys.enter(deployment(new Shifting(NOON, RELEASE, 1), 7), NOON.plusSeconds(40)))
        .extracting(Journey::state, Journey::stage, Journey::since)
        .containsExactly("soaking", "stage1_50", NOON.plusSeconds(5));

    Deployment placing = deployment(new Placing(NOON), 9);
    journeys.step(new Step(placing, "place", 0, NOON.plusSeconds(3), NOON.plusSeconds(4),
        Ended.FAULT));
    journeys.step(new Step(placing, "place", 1, NOON.plusSeconds(5), NOON.plusSeconds(6),
        Ended.DONE));
    assertThat(journeys.enter(deployment(new Shifting(NOON, RELEASE, 1), 10), NOON))
        .extracting(Journey::since)
        .isEqualTo(NOON.plusSeconds(3));
  }

  @Test
  void aStateThatIsToldAfterItsStepIsKnownByTheStep() {
    Deployment shifting = deployment(new Shifting(NOON, RELEASE, 1), 5);
    journeys.step(step(shifting, "rollout", Ended.DONE));
    assertThat(journeys.enter(shifting, NOON.plusSeconds(1))).isNull();

    assertThat(journeys.enter(deployment(soaking(1, 0), 6), NOON.plusSeconds(2)))
        .extracting(Journey::state, Journey::since)
        .containsExactly("shifting", NOON);
  }

  @Test
  void aStayEndsAlsoIfAStepOfTheNextStateIsToldFirst() {
    journeys.enter(deployment(new Placing(NOON), 4), NOON);
    Deployment shifting = deployment(new Shifting(NOON, RELEASE, 1), 5);
    journeys.step(step(shifting, "rollout", Ended.DONE));

    assertThat(journeys.enter(shifting, NOON.plusSeconds(1)))
        .isEqualTo(new Journey(4, "placing", null, NOON, "", 0));
    assertThat(journeys.enter(shifting, NOON.plusSeconds(1))).isNull();
  }

  @Test
  void aStepThatIsToldLateChangesNothing() {
    Deployment placing = deployment(new Placing(NOON), 4);
    journeys.enter(placing, NOON);
    journeys.enter(deployment(new Shifting(NOON, RELEASE, 1), 5), NOON.plusSeconds(1));

    assertThat(journeys.step(step(placing, "place", Ended.DONE))).isOne();

    assertThat(journeys.enter(deployment(soaking(1, 0), 6), NOON.plusSeconds(2)))
        .extracting(Journey::state, Journey::since)
        .containsExactly("shifting", NOON.plusSeconds(1));
  }

  @Test
  void theRoundsOfASoakAreOneStay() {
    journeys.enter(deployment(soaking(0, 0), 6), NOON);
    assertThat(journeys.enter(deployment(soaking(0, 1), 7), NOON.plusSeconds(5))).isNull();

    assertThat(journeys.enter(deployment(soaking(1, 0), 8), NOON.plusSeconds(9)))
        .extracting(Journey::stage, Journey::since)
        .containsExactly("stage1_50", NOON);
  }

  @Test
  void itIsCountedHowOftenTheSameComesOfTheSameStep() {
    Deployment soaks = deployment(soaking(0, 0), 6);
    journeys.enter(soaks, NOON);
    assertThat(journeys.step(step(soaks, "probe", Ended.WAITING))).isEqualTo(1);
    assertThat(journeys.step(step(soaks, "probe", Ended.WAITING))).isEqualTo(2);
    assertThat(journeys.step(step(soaks, "probe", Ended.DONE))).isEqualTo(1);

    Deployment still = deployment(soaking(0, 1), 7);
    journeys.enter(still, NOON);
    assertThat(journeys.step(step(still, "probe", Ended.DONE))).isEqualTo(2);

    Deployment next = deployment(soaking(1, 0), 8);
    journeys.enter(next, NOON);
    assertThat(journeys.step(step(next, "probe", Ended.DONE))).isEqualTo(1);
  }

  @Test
  void onlyTheLatestAreKept() {
    journeys.enter(deployment(1, new Queued(NOON), 2), NOON);
    journeys.enter(deployment(2, new Queued(NOON), 2), NOON);
    journeys.enter(deployment(3, new Queued(NOON), 2), NOON);
    journeys.forget(deployment(3, new Queued(NOON), 2));

    assertThat(journeys.enter(deployment(1, new Placing(NOON), 3), NOON)).isNull();
    assertThat(journeys.enter(deployment(2, new Placing(NOON), 3), NOON)).isNotNull();
    assertThat(journeys.enter(deployment(3, new Placing(NOON), 3), NOON)).isNull();
  }
}
