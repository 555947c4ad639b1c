package io.whopship.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driving.WatchDeployment.Watch;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.testkit.FakeSignals;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WatchDeploymentTest {

  private final Platform platform = new Platform();
  private final Deployment first = platform.create(null).deployment();
  private final AtomicInteger changes = new AtomicInteger();

  @Test
  void whoWatchesIsToldOfEachNewState() {
    Watch watch = platform.core.deployments().watch().watch(first, changes::incrementAndGet);
    platform.trigger(first.id());
    assertThat(changes).hasValue(1);

    watch.close();
    watch.close();
    platform.core.deployments().delete().delete(Platform.ALICE, first.id());
    assertThat(changes).hasValue(1);
  }

  @Test
  void whoWatchesIsToldOfAnotherDeploymentOfTheAppWhichMayTakeItsTraffic() {
    Deployment second = platform.create(null).deployment();
    platform.core.deployments().watch().watch(first, changes::incrementAndGet);

    platform.trigger(second.id());

    assertThat(changes).hasValue(1);
  }

  @Test
  void whoWatchesIsToldSoAlsoOfWhatAnotherServerDoes() {
    var network = new FakeSignals();
    platform.signals = network.server();
    ControlPlane there = platform.anotherServer();
    platform.signals = network.server();
    ControlPlane here = platform.anotherServer();
    Deployment second = platform.create(null).deployment();
    here.deployments().watch().watch(first, changes::incrementAndGet);

    there.deployments().trigger().trigger(Platform.ALICE, second.id());

    assertThat(changes).hasValue(1);
  }

  @Test
  void whoWatchesIsToldThatItIsGone() {
    platform.core.deployments().watch().watch(first, changes::incrementAndGet);

    platform.core.deployments().delete().delete(Platform.ALICE, first.id());

    assertThat(changes.get()).isPositive();
  }

  @Test
  void twoWhoWatchWithTheSameAreTwo() {
    Runnable changed = changes::incrementAndGet;
    platform.core.deployments().watch().watch(first, changed).close();
    platform.core.deployments().watch().watch(first, changed);

    platform.trigger(first.id());

    assertThat(changes).hasValue(1);
  }
}
