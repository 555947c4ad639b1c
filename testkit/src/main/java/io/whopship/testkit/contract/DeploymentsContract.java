package io.whopship.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whopship.ports.driven.Checkable.Check;
import io.whopship.ports.driven.Deployments.Added;
import io.whopship.ports.driven.Deployments.Recorded;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.Page;
import io.whopship.ports.model.artifact.BuildMetadata;
import io.whopship.ports.model.deploy.Change;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.DeploymentState;
import io.whopship.ports.model.deploy.NewDeployment;
import io.whopship.ports.model.rollout.RolloutPlan;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What {@link io.whopship.ports.driven.Deployments} promises, but for {@code record}: see
 * {@link RecordContract}.
 */
public abstract class DeploymentsContract extends StoresContract {

  @Test
  void aStoreThatWorksSaysSo() {
    assertThat(stores.deployments().check()).isEqualTo(new Check.Usable());
  }

  @Nested
  class Adding {

    @Test
    void aDeploymentIsPendingAndKeepsWhatItWasGiven() {
      AppId app = addApp("one").id();
      NewDeployment given = Examples.newDeployment(app);

      Deployment added = stores.deployments().add(given);

      assertThat(added).isEqualTo(new Deployment(added.id(), given.uuid(), app, given.metadata(),
          given.checksum(), given.plan(), new DeploymentState.Pending(), 0, 0, Examples.NOW));
      assertThat(stores.deployments().find(added.id())).contains(added);
    }

    @Test
    void aDeploymentNeedsNeitherMetadataNorChecksum() {
      AppId app = addApp("one").id();

      Deployment added = stores.deployments()
          .add(new NewDeployment(UUID.randomUUID(), app,
              BuildMetadata.NONE, null, RolloutPlan.DEFAULT, Examples.NOW));

      assertThat(added.metadata()).isEqualTo(BuildMetadata.NONE);
      assertThat(added.checksum()).isNull();
      assertThat(stores.deployments().find(added.id())).contains(added);
    }

    @Test
    void anAppGetsNoMoreThanFitIntoATime() {
      AppId app = addApp("one").id();
      Deployment first = stores.deployments().add(createdAt(app, 0));
      Added second = stores.deployments().add(createdAt(app, 10), 2, Examples.NOW);
      Added third = stores.deployments().add(createdAt(app, 20), 2, Examples.NOW.minusMillis(1));

      assertThat(second).isInstanceOf(Added.Done.class);
      assertThat(third).isEqualTo(new Added.TooMany(first.createdAt()));
      assertThat(stores.deployments().list(app, Page.Request.first()).items())
          .containsExactly(((Added.Done) second).deployment(), first);
    }

    @Test
    void whatWasCreatedBeforeThatTimeIsNotCounted() {
      AppId app = addApp("one").id();
      stores.deployments().add(createdAt(app, 0));
      stores.deployments().add(createdAt(app, 10));

      assertThat(stores.deployments().add(createdAt(app, 20), 2, Examples.NOW))
          .isInstanceOf(Added.Done.class);
      assertThat(stores.deployments().add(createdAt(app, 20), 2, Examples.NOW))
          .isEqualTo(new Added.TooMany(Examples.NOW.plusSeconds(10)));
    }

    @Test
    void whatWasRemovedOrIsOfAnotherAppIsNotCounted() {
      AppId app = addApp("one").id();
      stores.deployments().add(createdAt(addApp("two").id(), 10));
      stores.deployments().remove(stores.deployments().add(createdAt(app, 10)));

      assertThat(stores.deployments().add(createdAt(app, 20), 1, Examples.NOW))
          .isInstanceOf(Added.Done.class);
    }

    @Test
    void ofThoseAddedAtTheSameTimeNoMoreAreThanFit() throws Exception {
      AppId app = addApp("one").id();
      List<Callable<Added>> adding = Collections.nCopies(8,
          () -> stores.deployments().add(createdAt(app, 1), 3, Examples.NOW));

      List<Added> added = AtOnce.run(adding);

      assertThat(added).filteredOn(Added.Done.class::isInstance).hasSize(3);
      assertThat(added).filteredOn(Added.TooMany.class::isInstance).hasSize(5);
    }

    private static NewDeployment createdAt(AppId app, int seconds) {
      return new NewDeployment(UUID.randomUUID(), app, BuildMetadata.NONE, null,
          RolloutPlan.DEFAULT, Examples.NOW.plusSeconds(seconds));
    }

    @Test
    void numbersRiseAndAreNeverUsedTwice() {
      AppId app = addApp("one").id();
      Deployment first = addDeployment(app);
      stores.deployments().remove(first);

      assertThat(addDeployment(app).id().value()).isGreaterThan(first.id().value());
    }

    @Test
    void isRejectedIfThereIsNoSuchApp() {
      AppId removed = addApp("one").id();
      stores.apps().remove(removed);

      assertThatThrownBy(() -> addDeployment(removed))
          .isInstanceOf(PortException.Rejected.class);
      assertThatThrownBy(() -> stores.deployments().add(createdAt(removed, 1), 1, Examples.NOW))
          .isInstanceOf(PortException.Rejected.class);
    }
  }

  @Nested
  class Finding {

    @Test
    void isEmptyIfThereIsNone() {
      assertThat(stores.deployments().find(new DeploymentId(99))).isEmpty();
    }
  }

  @Nested
  class Listing {

    @Test
    void isEmptyIfThereIsNoSuchApp() {
      assertThat(stores.deployments().list(new AppId(99), Page.Request.first()))
          .isEqualTo(new Page<Deployment>(List.of(), 0));
    }

    @Test
    void holdsOneAppsDeploymentsNewestFirst() {
      AppId app = addApp("one").id();
      AppId other = addApp("two").id();
      Deployment first = addDeployment(app);
      addDeployment(other);
      Deployment second = moved(addDeployment(app), Examples.ACTIVE);

      assertThat(stores.deployments().list(app, Page.Request.first()).items())
          .containsExactly(second, first);
    }

    @Test
    void goesOnPageByPageWithoutHoleOrRepeat() {
      AppId app = addApp("one").id();
      AppId other = addApp("two").id();
      List<DeploymentId> added = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        added.add(addDeployment(app).id());
        addDeployment(other);
      }

      List<DeploymentId> seen = new ArrayList<>();
      long before = Page.Request.FIRST;
      do {
        Page<Deployment> page = stores.deployments().list(app, new Page.Request(before, 2));
        assertThat(page.items()).isNotEmpty();
        page.items().forEach(deployment -> seen.add(deployment.id()));
        before = page.next();
      } while (before != 0);

      Collections.reverse(added);
      assertThat(seen).containsExactlyElementsOf(added);
    }

    @Test
    void aFullLastPageSaysThatNothingFollows() {
      AppId app = addApp("one").id();
      addDeployment(app);
      addDeployment(app);

      assertThat(stores.deployments().list(app, new Page.Request(Page.Request.FIRST, 2)).next())
          .isZero();
    }
  }

  @Nested
  class UnderWay {

    @ParameterizedTest
    @MethodSource("io.whopship.testkit.contract.Examples#states")
    void isWhatWasTriggeredAndHasNotEnded(DeploymentState state) {
      AppId app = addApp("one").id();
      Deployment now = moved(addDeployment(app), state);

      assertThat(stores.deployments().underWay(app).contains(now))
          .isEqualTo(!(state instanceof DeploymentState.Pending) && !state.isFinal());
    }

    @Test
    void isOfOneAppAndInNoLimitByRisingNumber() {
      AppId app = addApp("one").id();
      DeploymentState queued = new DeploymentState.Queued(Examples.NOW);
      Deployment first = moved(addDeployment(app), queued);
      moved(addDeployment(addApp("two").id()), queued);
      for (int newer = 0; newer < 100; newer++) {
        addDeployment(app);
      }
      Deployment last = moved(addDeployment(app), queued);

      assertThat(stores.deployments().underWay(app)).containsExactly(first, last);
    }

    @Test
    void isNoneIfThereIsNoSuchApp() {
      assertThat(stores.deployments().underWay(new AppId(99))).isEmpty();
    }
  }

  @Nested
  class Claiming {

    @Test
    void raisesTheFenceAndNothingElse() {
      Deployment before = addDeployment(addApp("one").id());

      Deployment claimed = stores.deployments().claim(before.id()).orElseThrow();

      assertThat(claimed.fence()).isEqualTo(1);
      assertThat(claimed).usingRecursiveComparison().ignoringFields("fence").isEqualTo(before);
      assertThat(stores.deployments().find(before.id())).contains(claimed);
    }

    @Test
    void isEmptyIfThereIsNoSuchDeployment() {
      assertThat(stores.deployments().claim(new DeploymentId(99))).isEmpty();
    }

    @Test
    void whoeverHeldItBeforeChangesNothingAnyMore() {
      DeploymentId id = addDeployment(addApp("one").id()).id();
      Deployment old = stores.deployments().claim(id).orElseThrow();
      Deployment now = stores.deployments().claim(id).orElseThrow();

      assertThat(stores.deployments().record(Change.to(old, Examples.ACTIVE)))
          .isEqualTo(new Recorded.Lost());
      assertThat(stores.deployments().find(id)).contains(now);
      assertThat(moved(now, Examples.ACTIVE).fence()).isEqualTo(2);
    }

    @Test
    void manyAtOnceGetAFenceEach() throws Exception {
      DeploymentId id = addDeployment(addApp("one").id()).id();
      Callable<Long> claim = () -> stores.deployments().claim(id).orElseThrow().fence();

      List<Long> fences = AtOnce.run(Collections.nCopies(8, claim));

      assertThat(fences).containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
    }
  }

  @Nested
  class Removing {

    @Test
    void takesTheLogAlong() {
      Deployment pending = addDeployment(addApp("one").id());
      Deployment failed = won(
          Change.to(pending, Examples.ACTIVE).log(Examples.lines(1, 3)));

      assertThat(stores.deployments().remove(failed)).isTrue();

      assertThat(stores.deployments().find(failed.id())).isEmpty();
      assertThat(stores.logs().read(failed.id(), 0, 10)).isEmpty();
    }

    @Test
    void isRefusedOnceTheVersionIsAnother() {
      Deployment old = addDeployment(addApp("one").id());
      Deployment now = won(Change.to(old, Examples.ACTIVE).log(Examples.lines(1, 3)));

      assertThat(stores.deployments().remove(old)).isFalse();

      assertThat(stores.deployments().find(now.id())).contains(now);
      assertThat(stores.logs().read(now.id(), 0, 10)).hasSize(3);
    }

    @Test
    void isRefusedTheSecondTime() {
      Deployment deployment = addDeployment(addApp("one").id());

      assertThat(stores.deployments().remove(deployment)).isTrue();
      assertThat(stores.deployments().remove(deployment)).isFalse();
    }

    @Test
    void leavesOtherDeploymentsAlone() {
      AppId app = addApp("one").id();
      Deployment kept = won(Change.lines(addDeployment(app), Examples.lines(1, 3)));

      stores.deployments().remove(addDeployment(app));

      assertThat(stores.deployments().list(app, Page.Request.first()).items())
          .containsExactly(kept);
      assertThat(stores.logs().read(kept.id(), 0, 10)).hasSize(3);
    }

    @Test
    void ofManyAtOnceOneRemoves() throws Exception {
      Deployment deployment = addDeployment(addApp("one").id());
      Callable<Boolean> removal = () -> stores.deployments().remove(deployment);

      assertThat(AtOnce.run(Collections.nCopies(4, removal))).containsOnlyOnce(true);
    }
  }
}
