package io.whopship.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.core.InterposedEdge.Moment;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.driving.AdvanceDeployment.Next;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.deploy.Change;
import io.whopship.ports.model.deploy.DeploymentState;
import io.whopship.ports.model.deploy.DeploymentState.Active;
import io.whopship.ports.model.deploy.DeploymentState.Placing;
import io.whopship.ports.model.deploy.DeploymentState.Probing;
import io.whopship.ports.model.deploy.DeploymentState.Shifting;
import io.whopship.ports.model.deploy.DeploymentState.Soaking;
import io.whopship.ports.model.deploy.DeploymentState.Withdrawing;
import io.whopship.ports.model.deploy.Failure;
import io.whopship.ports.model.deploy.Work;
import io.whopship.testkit.FakeEdge.Operation;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What the world does to a deployment, and what the deployment makes of it. */
final class FaultsTest {

  private static final int A_DAY_OF_ATTEMPTS = 2_880;
  private static final String OUT = "Cloudflare Workers for Platforms is out, as the test asked";

  private final Moment moment = new Moment();
  private boolean storeIsOut;
  private final Platform platform = new Platform(UnaryOperator.identity(), Duration.ZERO,
      deployments -> new InterposedDeployments(deployments, this::failIfOut),
      edge -> new InterposedEdge(edge, moment));

  @Test
  void anEdgeThatComesBackIsWaitedFor() {
    DeploymentId id = platform.triggered();
    platform.edge.failNext(Operation.PLACE, 3);

    platform.finish();

    assertThat(platform.state(id)).isInstanceOf(Active.class);
    assertThat(platform.log(id)).containsSubsequence(
        OUT, "Trying again in 1 second (attempt 2 of 8)",
        OUT, "Trying again in 2 seconds (attempt 3 of 8)",
        OUT, "Trying again in 4 seconds (attempt 4 of 8)",
        "Worker deployed: whopship-1-1");
  }

  @Test
  void aPauseIsNeverLongerThanHalfAMinute() {
    DeploymentId id = platform.triggered();
    platform.advanceTo(Placing.class, id);
    Instant began = platform.clock.instant();
    platform.edge.failNext(Operation.PLACE, 7);

    platform.advanceTo(Probing.class, id);

    assertThat(Duration.between(began, platform.clock.instant()))
        .isEqualTo(Duration.ofSeconds(1 + 2 + 4 + 8 + 16 + 30 + 30));
  }

  @Test
  void anEdgeThatStaysAwayEndsTheDeployment() {
    DeploymentId id = platform.triggered();
    platform.edge.failNext(Operation.PLACE, 8);

    platform.finish();

    assertThat(platform.failed(id).failure())
        .isEqualTo(new Failure(Failure.Code.UNAVAILABLE, OUT));
    assertThat(platform.log(id)).endsWith(OUT);
  }

  @Test
  void aDeploymentInTrafficThatCannotGoOnGivesItBack() {
    DeploymentId first = platform.deployed();
    DeploymentId second = platform.triggered();
    platform.advanceTo(Shifting.class, second);
    platform.edge.failNext(Operation.ROUTE, 8);

    platform.finish();

    assertThat(platform.failed(second).failure().code()).isEqualTo(Failure.Code.UNAVAILABLE);
    assertThat(platform.answered(first)).isEqualTo(1000);
  }

  @Test
  void trafficIsTakenBackHoweverLongTheEdgeIsOut() {
    DeploymentId first = platform.deployed();
    DeploymentId second = platform.triggered();
    platform.advanceTo(Soaking.class, second);
    platform.edge.makeUnhealthy(platform.release(second), "it answered 500");
    platform.advanceTo(Withdrawing.class, second);
    platform.edge.failNext(Operation.ROUTE, 100);

    platform.finish();

    assertThat(platform.failed(second).failure().code()).isEqualTo(Failure.Code.SOAK_FAILED);
    assertThat(platform.answered(first)).isEqualTo(1000);
    assertThat(platform.log(second)).filteredOn(line -> line.startsWith("Trying again"))
        .hasSize(7);
  }

  @Test
  void anEdgeThatSaysWhenToComeBackIsLeftAloneUntilThen() {
    DeploymentId id = platform.triggered();
    platform.advanceTo(Placing.class, id);
    platform.edge.failNext(Operation.PLACE, 1, Duration.ofMinutes(5));
    Instant before = platform.clock.instant();

    platform.advanceTo(Probing.class, id);

    assertThat(platform.clock.instant()).isEqualTo(before.plus(Duration.ofMinutes(5)));
    assertThat(platform.log(id)).contains("Trying again in 300 seconds (attempt 2 of 8)");
  }

  @Test
  void trafficThatCannotBeTakenBackIsToldAndMendedByTheNextStart() {
    DeploymentId first = platform.deployed();
    DeploymentId second = failedAndStillInTraffic();

    assertThat(platform.failed(second).failure().code()).isEqualTo(Failure.Code.SOAK_FAILED);
    assertThat(platform.log(second)).contains("Its traffic could not be taken back: " + OUT);
    assertThat(platform.answered(second)).isPositive();

    platform.core.upkeep().restoreSites().restore();
    assertThat(platform.answered(first)).isEqualTo(1000);
  }

  @Test
  void aFailedDeploymentThatIsStillInTrafficCanBeDeletedSafely() {
    DeploymentId first = platform.deployed();
    DeploymentId second = failedAndStillInTraffic();

    platform.core.deployments().delete().delete(Platform.ALICE, second);

    assertThat(platform.answered(first)).isEqualTo(1000);
    assertThat(platform.edge.placed()).doesNotContain(platform.release(second));
  }

  private DeploymentId failedAndStillInTraffic() {
    DeploymentId id = platform.triggered();
    platform.advanceTo(Soaking.class, id);
    platform.edge.makeUnhealthy(platform.release(id), "it answered 500");
    platform.advanceTo(Withdrawing.class, id);
    platform.edge.failNext(Operation.ROUTE, A_DAY_OF_ATTEMPTS);
    platform.queue.runUntilIdle(platform.core.work().advance(), Duration.ofDays(2));
    return id;
  }

  @Test
  void anEdgeThatSaysNoIsNotAskedAgain() {
    DeploymentId id = platform.triggered();
    platform.advanceTo(Placing.class, id);
    moment.next(() -> {
      throw new PortException.Rejected("The account is suspended. Ask its owner", null);
    });

    platform.finish();

    assertThat(platform.failed(id).failure())
        .isEqualTo(new Failure(Failure.Code.INTERNAL, "The account is suspended. Ask its owner"));
    assertThat(platform.log(id)).noneMatch(line -> line.startsWith("Trying again"));
  }

  @Test
  void anEdgeThatSaysNoToAWithdrawalIsAskedUntilItTakesIt() {
    DeploymentId first = platform.deployed();
    DeploymentId second = platform.triggered();
    platform.advanceTo(Soaking.class, second);
    platform.edge.makeUnhealthy(platform.release(second), "it answered 500");
    platform.advanceTo(Withdrawing.class, second);
    moment.next(() -> {
      throw new PortException.Rejected("The token may not write", null);
    });

    platform.finish();

    assertThat(platform.failed(second).failure().code()).isEqualTo(Failure.Code.SOAK_FAILED);
    assertThat(platform.answered(first)).isEqualTo(1000);
  }

  @Test
  void anUnexpectedErrorIsTriedAgain() {
    DeploymentId id = platform.triggered();
    platform.advanceTo(Placing.class, id);
    moment.next(() -> {
      throw new IllegalStateException("a secret of the inside");
    });

    platform.finish();

    assertThat(platform.state(id)).isInstanceOf(Active.class);
    assertThat(platform.log(id)).containsSubsequence("An unexpected error occurred",
        "Trying again in 1 second (attempt 2 of 8)")
        .noneMatch(line -> line.contains("secret"));
  }

  @Test
  void anErrorThatStaysEndsTheDeployment() {
    Platform broken = new Platform(UnaryOperator.identity(), Duration.ZERO,
        deployments -> new InterposedDeployments(deployments, change -> {
          if (change.next() instanceof Placing) {
            throw new IllegalStateException("a bug");
          }
        }), UnaryOperator.identity());

    DeploymentId id = broken.deployed();

    assertThat(broken.failed(id).failure())
        .isEqualTo(new Failure(Failure.Code.INTERNAL, "An unexpected error occurred"));
  }

  @Test
  void anErrorThatIsNoExceptionEndsTheDeploymentToo() {
    DeploymentId id = platform.triggered();
    platform.advanceTo(Placing.class, id);
    runOutForEver();

    platform.finish();

    assertThat(platform.failed(id).failure())
        .isEqualTo(new Failure(Failure.Code.INTERNAL, "An unexpected error occurred"));
    assertThat(platform.log(id)).contains("Trying again in 1 second (attempt 2 of 8)");
  }

  /** Of stack, not of memory: at an OutOfMemoryError JUnit itself gives up. */
  private void runOutForEver() {
    moment.next(() -> {
      runOutForEver();
      throw new StackOverflowError("as the test asked");
    });
  }

  @Test
  void attemptsThatOnlyTheQueueCountedComeToAnEnd() {
    DeploymentId id = platform.triggered();
    platform.advanceTo(Placing.class, id);

    platform.core.work().advance().advance(exhausted(id));

    assertThat(platform.failed(id).failure()).isEqualTo(new Failure(Failure.Code.INTERNAL,
        "An unexpected error ended each of 8 attempts"));
    assertThat(platform.edge.placed()).isEmpty();
  }

  @Test
  void aWithdrawalThatOnlyTheQueueCountedComesToAnEnd() {
    DeploymentId id = platform.triggered();
    platform.advanceTo(Soaking.class, id);
    platform.edge.makeUnhealthy(platform.release(id), "it answered 500");
    platform.advanceTo(Withdrawing.class, id);

    platform.core.work()
        .advance()
        .advance(new Work(id, platform.deployment(id).version(), A_DAY_OF_ATTEMPTS));

    assertThat(platform.failed(id).failure().code()).isEqualTo(Failure.Code.SOAK_FAILED);
    assertThat(platform.failed(id).failure().message()).contains(
        "Its traffic could not be taken back: An unexpected error ended each of 2880 attempts");
  }

  private Work exhausted(DeploymentId id) {
    return new Work(id, platform.deployment(id).version(), 8);
  }

  @Test
  void aStoreThatIsOutKeepsTheWorkWaitingUntilItIsBack() {
    DeploymentId id = platform.triggered();
    Work work = platform.queue.waiting().getFirst().work();
    storeIsOut = true;

    Next next = platform.core.work().advance().advance(work);
    assertThat(next).isEqualTo(
        new Next.Again(work, platform.clock.instant().plusSeconds(1)));
    platform.queue.runUntilIdle(platform.core.work().advance(), Platform.LONG_ENOUGH);
    assertThat(platform.queue.waiting().getFirst().work()).isEqualTo(work);

    storeIsOut = false;
    platform.finish();
    assertThat(platform.state(id)).isInstanceOf(Active.class);
  }

  @Test
  void anArtifactStoreThatIsOutIsWaitedFor() {
    DeploymentId id = platform.triggered();
    platform.artifacts.failNext(2);

    platform.finish();

    assertThat(platform.state(id)).isInstanceOf(Active.class);
    assertThat(platform.log(id)).filteredOn(line -> line.startsWith("Starting deployment"))
        .hasSize(1);
  }

  @Test
  void nothingIsLeftOpen() {
    platform.deployed();
    platform.edge.failNext(Operation.PLACE, 2);
    platform.deployed();

    assertThat(platform.reader.openCount()).isZero();
  }

  @Test
  void aDeploymentWhoseAppIsGoneIsLeftAlone() {
    DeploymentId id = platform.triggered();
    Work work = platform.queue.waiting().getFirst().work();
    moment.next(() -> {
    });
    platform.advanceUntil(DeploymentState::isFinal, id);
    platform.core.apps().delete().delete(Platform.ALICE, platform.app.id());

    assertThat(platform.core.work().advance().advance(work)).isEqualTo(new Next.Done());
  }

  private void failIfOut(Change change) {
    if (storeIsOut) {
      throw new PortException.Unavailable("the database is out, at version "
          + change.expected().version(), null);
    }
  }
}
