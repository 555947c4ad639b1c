package io.whopship.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driving.ControlRollout.Outcome;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.deploy.DeploymentState.Active;
import io.whopship.ports.model.deploy.DeploymentState.Paused;
import io.whopship.ports.model.deploy.DeploymentState.Placing;
import io.whopship.ports.model.deploy.DeploymentState.Queued;
import io.whopship.ports.model.deploy.DeploymentState.Shifting;
import io.whopship.ports.model.deploy.DeploymentState.Soaking;
import io.whopship.ports.model.deploy.DeploymentState.Withdrawing;
import io.whopship.ports.model.deploy.Failure;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.rollout.Gate;
import io.whopship.ports.model.rollout.Percent;
import io.whopship.ports.model.rollout.RolloutCommand;
import io.whopship.ports.model.rollout.RolloutCommand.Abort;
import io.whopship.ports.model.rollout.RolloutCommand.Cancel;
import io.whopship.ports.model.rollout.RolloutCommand.Pause;
import io.whopship.ports.model.rollout.RolloutCommand.Promote;
import io.whopship.ports.model.rollout.RolloutCommand.Resume;
import io.whopship.ports.model.rollout.RolloutPlan;
import io.whopship.ports.model.rollout.RolloutPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a person can decide in a rollout. */
final class ControlRolloutTest {

  private static final String STAGE = "stage1_50";

  private final Platform platform = new Platform();
  private DeploymentId first;

  @BeforeEach
  void deployOne() {
    first = platform.deployed();
  }

  private Outcome command(DeploymentId id, RolloutCommand command) {
    return command(Platform.ALICE, id, command);
  }

  private Outcome command(Caller caller, DeploymentId id, RolloutCommand command) {
    return platform.core.rollouts().control().command(caller, id, command);
  }

  private DeploymentId soaking() {
    DeploymentId id = platform.triggered();
    platform.advanceTo(Soaking.class, id);
    return id;
  }

  private void assertDone(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Done.class);
  }

  private List<String> notices() {
    return platform.store.outbox()
        .read(0, 1000)
        .stream()
        .map(entry -> entry.notice().type())
        .toList();
  }

  @Test
  void promotingEndsTheSoakAtOnce() {
    DeploymentId second = soaking();
    Instant before = platform.clock.instant();

    assertDone(command(second, new Promote(STAGE, false)));
    platform.advanceTo(Active.class, second);

    assertThat(platform.clock.instant()).isEqualTo(before);
    assertThat(platform.log(second)).contains("Promoted by alice", "Increasing to 100% traffic...");
    assertThat(notices()).contains("rollout.promoted");
  }

  @Test
  void promotingInFullSkipsAllSteps() {
    platform.core.apps()
        .update()
        .update(Platform.ALICE, platform.app.id(), null, null,
            new RolloutPolicy(new RolloutPlan(List.of(
                new RolloutPlan.Step(new Percent(10), Duration.ofHours(1)),
                new RolloutPlan.Step(new Percent(50), Duration.ofHours(1)),
                new RolloutPlan.Step(Percent.ALL, Duration.ofHours(1)))),
                RolloutPolicy.Queue.WAIT));
    DeploymentId second = soaking();
    Instant before = platform.clock.instant();
    assertThat(platform.answered(second)).isBetween(50L, 150L);

    assertDone(command(second, new Promote("stage1_10", true)));
    platform.advanceTo(Active.class, second);

    assertThat(platform.clock.instant()).isEqualTo(before);
    assertThat(platform.answered(second)).isEqualTo(1000);
    assertThat(platform.log(second)).contains("Promoted in full by alice");
  }

  @Test
  void aPausedDeploymentKeepsItsShareUntilItIsResumed() {
    DeploymentId second = soaking();
    platform.clock.advance(Duration.ofSeconds(12));

    assertDone(command(second, new Pause(STAGE)));
    platform.queue.runUntilIdle(platform.core.work().advance(), Duration.ofHours(5));

    assertThat(platform.state(second)).isInstanceOf(Paused.class);
    assertThat(platform.answered(second)).isBetween(400L, 600L);

    Instant before = platform.clock.instant();
    assertDone(command(second, new Resume(STAGE)));
    platform.finish();
    assertThat(platform.state(second)).isInstanceOfSatisfying(Active.class, active -> assertThat(
        active.deployedAt()).isEqualTo(before.plusSeconds(18)));
    assertThat(platform.log(second)).contains("Paused in stage1_50: Paused by alice", "Resumed",
        "Waiting 18 seconds before increasing to 100%...");
    assertThat(notices()).contains("rollout.paused", "rollout.resumed");
  }

  @Test
  void oneThatFallsIllWhilePausedLosesItsTraffic() {
    DeploymentId second = soaking();
    command(second, new Pause(STAGE));

    platform.edge.makeUnhealthy(platform.release(second), "it answered 500");
    platform.finish();

    assertThat(platform.failed(second).failure().code()).isEqualTo(Failure.Code.SOAK_FAILED);
    assertThat(platform.answered(first)).isEqualTo(1000);
  }

  @Test
  void abortingGivesAllVisitorsBackForGood() {
    DeploymentId second = soaking();

    assertDone(command(second, new Abort(STAGE)));
    platform.advanceTo(Withdrawing.class, second);
    platform.finish();

    assertThat(platform.failed(second).failure())
        .isEqualTo(new Failure(Failure.Code.ABORTED, "Aborted by alice"));
    assertThat(platform.answered(first)).isEqualTo(1000);
    assertThat(command(second, new Promote(STAGE, true))).isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void abortingWorksWhileTheEdgeIsBeingTold() {
    DeploymentId second = platform.triggered();
    platform.advanceTo(Shifting.class, second);

    assertDone(command(second, new Abort(STAGE)));
    platform.finish();

    assertThat(platform.failed(second).failure().code()).isEqualTo(Failure.Code.ABORTED);
    assertThat(platform.answered(first)).isEqualTo(1000);
  }

  @Test
  void whatHasNoTrafficYetIsCancelled() {
    DeploymentId pending = platform.uploaded();
    DeploymentId placing = platform.triggered();
    platform.advanceTo(Placing.class, placing);

    assertDone(command(pending, new Cancel()));
    assertDone(command(placing, new Cancel()));
    platform.finish();

    for (DeploymentId id : List.of(pending, placing)) {
      assertThat(platform.failed(id).failure())
          .isEqualTo(new Failure(Failure.Code.CANCELLED, "Cancelled by alice"));
    }
    assertThat(platform.answered(first)).isEqualTo(1000);
    assertThat(platform.state(platform.deployed())).isInstanceOf(Active.class);
  }

  @Test
  void aStaleClickChangesNothing() {
    DeploymentId second = soaking();
    command(second, new Promote(STAGE, false));

    assertThat(command(second, new Abort(STAGE))).isInstanceOfSatisfying(Outcome.OtherStage.class,
        other -> assertThat(other.reason())
            .isEqualTo("it is in stage2_100 and not in stage1_50 any more"));

    platform.finish();
    assertThat(platform.state(second)).isInstanceOf(Active.class);
  }

  @Test
  void whatIsSoAlreadyIsNoRefusalAndChangesNothing() {
    DeploymentId second = soaking();
    command(second, new Pause(STAGE));
    List<String> log = platform.log(second);
    List<String> told = notices();

    assertThat(command(second, new Pause(STAGE))).isInstanceOfSatisfying(Outcome.AlreadySo.class,
        same -> assertThat(same.now().deployment().state()).isInstanceOf(Paused.class));
    assertThat(platform.log(second)).isEqualTo(log);
    assertThat(notices()).isEqualTo(told);

    command(second, new Abort(STAGE));
    assertThat(command(second, new Abort(STAGE))).isInstanceOf(Outcome.AlreadySo.class);
    platform.finish();
    assertThat(command(second, new Abort(STAGE))).isInstanceOf(Outcome.AlreadySo.class);
    assertThat(command(first, new Promote(STAGE, true))).isInstanceOf(Outcome.AlreadySo.class);
  }

  @Test
  void nobodyElseMay() {
    DeploymentId second = soaking();

    assertThat(command(Platform.MALLORY, second, new Abort(STAGE)))
        .isEqualTo(new Outcome.NotYours());
    assertThat(command(new DeploymentId(999), new Abort(STAGE)))
        .isEqualTo(new Outcome.NoSuchDeployment());
    assertDone(command(Platform.ADMIN, second, new Abort(STAGE)));
  }

  @Test
  void aStepThatNeedsApprovalWaitsForIt() {
    platform.core.apps()
        .update()
        .update(Platform.ALICE, platform.app.id(), null, null,
            new RolloutPolicy(new RolloutPlan(List.of(
                new RolloutPlan.Step(new Percent(50), Duration.ofSeconds(30), true, Gate.DEFAULT),
                new RolloutPlan.Step(Percent.ALL, Duration.ZERO))), RolloutPolicy.Queue.WAIT));
    DeploymentId second = platform.deployed();
    assertThat(platform.state(second)).isInstanceOf(Paused.class);

    assertThat(command(second, new Resume(STAGE))).isInstanceOfSatisfying(Outcome.Refused.class,
        refused -> assertThat(refused.reason()).contains("promote it, or abort"));
    assertDone(command(second, new Promote(STAGE, false)));
    platform.finish();

    assertThat(platform.state(second)).isInstanceOf(Active.class);
  }

  @Test
  void aNewerDeploymentWaitsBehindTheOneThatWaits() {
    soaking();
    DeploymentId third = platform.triggered();
    DeploymentId fourth = platform.triggered();
    platform.advanceTo(Queued.class, third);

    platform.finish();

    assertThat(platform.state(third)).isInstanceOf(Active.class);
    assertThat(platform.state(fourth)).isInstanceOf(Active.class);
  }

  @Test
  void aNewerDeploymentTakesThePlaceOfTheOneThatWaitsIfTheAppSaysSo() {
    platform.core.apps()
        .update()
        .update(Platform.ALICE, platform.app.id(), null, null,
            new RolloutPolicy(null, RolloutPolicy.Queue.REPLACE));
    DeploymentId second = soaking();
    DeploymentId third = platform.triggered();
    platform.advanceTo(Queued.class, third);
    DeploymentId fourth = platform.triggered();
    platform.finish();

    assertThat(platform.state(second)).isInstanceOf(Active.class);
    assertThat(platform.failed(third).failure()).isEqualTo(new Failure(Failure.Code.REPLACED,
        "Deployment " + fourth + " took its place in the queue"));
    assertThat(platform.state(fourth)).isInstanceOf(Active.class);
  }
}
