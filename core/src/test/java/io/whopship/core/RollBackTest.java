package io.whopship.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driven.Edge.Description;
import io.whopship.ports.driving.RollBack.Outcome;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.deploy.DeploymentState.Active;
import io.whopship.ports.model.deploy.DeploymentState.Soaking;
import io.whopship.testkit.FakeEdge.Operation;
import io.whopship.testkit.FakeWorkQueue.WaitingRoute;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RollBackTest {

  private final Platform platform = new Platform();

  private Outcome rollBack(DeploymentId from, @Nullable DeploymentId to) {
    return platform.core.rollouts().rollBack().rollBack(Platform.ALICE, from, to);
  }

  private void tellRoutes() {
    platform.queue.runRoutesDue(platform.core.work().tellRoute());
  }

  private static String reason(Outcome outcome) {
    return ((Outcome.Refused) outcome).reason();
  }

  @Test
  void givesAllVisitorsBackToTheVersionBefore() {
    DeploymentId first = platform.deployed();
    DeploymentId second = platform.deployed();

    Outcome outcome = rollBack(second, null);
    tellRoutes();

    assertThat(outcome).isInstanceOfSatisfying(Outcome.RolledBack.class, done -> {
      assertThat(done.to().deployment().id()).isEqualTo(first);
      assertThat(done.to().isLive()).isTrue();
      assertThat(done.from().isLive()).isFalse();
      assertThat(done.notReverted()).isNotEmpty();
    });
    assertThat(platform.answered(first)).isEqualTo(1000);
  }

  @Test
  void goesToAnyKeptVersionAndForthAgain() {
    DeploymentId first = platform.deployed();
    platform.deployed();
    DeploymentId third = platform.deployed();

    rollBack(third, first);
    tellRoutes();
    assertThat(platform.answered(first)).isEqualTo(1000);

    rollBack(first, third);
    tellRoutes();
    assertThat(platform.answered(third)).isEqualTo(1000);
  }

  @Test
  void tellsOthersAndTheNextDeploymentGoesOnFromThere() {
    DeploymentId first = platform.deployed();
    DeploymentId second = platform.deployed();
    rollBack(second, null);
    tellRoutes();

    DeploymentId third = platform.triggered();
    platform.advanceTo(Soaking.class, third);

    assertThat(platform.answered(first)).isBetween(400L, 600L);
    assertThat(platform.answered(second)).isZero();
    assertThat(platform.store.outbox().read(0, 1000))
        .anySatisfy(entry -> assertThat(entry.notice().type()).isEqualTo("app.rolled_back"));
    platform.finish();
    assertThat(platform.state(third)).isInstanceOf(Active.class);
  }

  @Test
  void isDoneOnceTheEdgeIsBack() {
    DeploymentId first = platform.deployed();
    DeploymentId second = platform.deployed();
    platform.edge.failNext(Operation.ROUTE, 12);

    rollBack(second, null);
    tellRoutes();
    assertThat(platform.answered(second)).isEqualTo(1000);
    for (int minutes = 0; minutes < 20; minutes++) {
      platform.clock.advance(Duration.ofMinutes(1));
      tellRoutes();
    }

    assertThat(platform.answered(first)).isEqualTo(1000);
    assertThat(platform.queue.waitingRoutes()).isEmpty();
  }

  @Test
  void comesToTheEdgeNoSoonerThanItAskedFor() {
    DeploymentId first = platform.deployed();
    DeploymentId second = platform.deployed();
    platform.edge.failNext(Operation.ROUTE, 1, Duration.ofMinutes(5));

    rollBack(second, null);
    tellRoutes();
    platform.clock.advance(Duration.ofMinutes(5).minusSeconds(1));
    tellRoutes();
    assertThat(platform.answered(second)).isEqualTo(1000);

    platform.clock.advance(Duration.ofSeconds(1));
    tellRoutes();
    assertThat(platform.answered(first)).isEqualTo(1000);
  }

  @Test
  void passesOverVersionsThatAreGone() {
    DeploymentId first = platform.deployed();
    DeploymentId second = platform.deployed();
    DeploymentId third = platform.deployed();
    platform.edge.remove(platform.release(second));

    assertThat(reason(rollBack(third, second)))
        .isEqualTo("deployment " + second + " is not among the versions that are kept: kept are "
            + first);
    rollBack(third, null);
    tellRoutes();

    assertThat(platform.answered(first)).isEqualTo(1000);
  }

  @Test
  void isOnlyForWhatAllVisitorsGetNow() {
    DeploymentId first = platform.deployed();
    DeploymentId second = platform.deployed();

    assertThat(reason(rollBack(first, null)))
        .isEqualTo("deployment " + first + " is not what all visitors get now");
    assertThat(platform.answered(second)).isEqualTo(1000);
  }

  @Test
  void needsAKeptVersion() {
    DeploymentId first = platform.deployed();
    assertThat(reason(rollBack(first, null)))
        .isEqualTo("there is no earlier version to go back to: kept are none");

    DeploymentId second = platform.deployed();
    assertThat(reason(rollBack(second, new DeploymentId(99)))).isEqualTo(
        "deployment 99 is not among the versions that are kept: kept are " + first);
  }

  @Test
  void waitsForNoRolloutButSaysWhichIsUnderWay() {
    platform.deployed();
    DeploymentId second = platform.deployed();
    DeploymentId third = platform.triggered();
    platform.advanceTo(Soaking.class, third);

    assertThat(reason(rollBack(second, null))).isEqualTo(
        "deployment " + second + " is not what all visitors get now");
    assertThat(reason(rollBack(third, null))).isEqualTo(
        "deployment " + third + " is not what all visitors get now: abort it instead");
  }

  @Test
  void nobodyElseMay() {
    DeploymentId first = platform.deployed();

    assertThat(platform.core.rollouts().rollBack().rollBack(Platform.MALLORY, first, null))
        .isEqualTo(new Outcome.NotYours());
    assertThat(rollBack(new DeploymentId(99), null)).isEqualTo(new Outcome.NoSuchDeployment());
  }

  @Test
  void isConfirmedLaterWhereAnEdgeMayBeOverwritten() {
    Platform cloud = new Platform(new Description("a cloud", "KV mapping", Duration.ZERO,
        Duration.ofSeconds(90)));
    cloud.deployed();
    DeploymentId second = cloud.deployed();
    int before = cloud.queue.waitingRoutes().size();

    cloud.core.rollouts().rollBack().rollBack(Platform.ALICE, second, null);

    assertThat(before).isPositive();
    assertThat(cloud.queue.waitingRoutes()).extracting(WaitingRoute::work)
        .filteredOn(work -> work.isConfirmation()
            && work.generation() == cloud.store.routes()
                .find(cloud.app.id())
                .orElseThrow()
                .generation())
        .hasSize(1);
    cloud.clock.advance(Duration.ofMinutes(5));
    cloud.queue.runRoutesDue(cloud.core.work().tellRoute());
    assertThat(cloud.queue.waitingRoutes()).isEmpty();
  }
}
