package io.whopship.core;

import static io.whopship.core.Platform.ALICE;
import static io.whopship.core.Platform.MALLORY;
import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driving.FindDeployment;
import io.whopship.ports.driving.ListDeployments;
import io.whopship.ports.driving.ReadDeploymentLog;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.Page;
import io.whopship.ports.model.deploy.DeploymentState.Probing;
import io.whopship.ports.model.deploy.DeploymentState.Soaking;
import io.whopship.ports.model.deploy.DeploymentView;
import io.whopship.ports.model.deploy.Status;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.rollout.Percent;
import java.net.URI;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Deployments and their logs as callers see them. */
class DeploymentReadsTest extends DeploymentsSetting {

  @Nested
  final class Find {

    @Test
    void showsHowTrafficMovesFromOneToTheNext() {
      DeploymentId first = platform.deployed();
      DeploymentId second = platform.triggered();
      assertThat(view(second).previewUrl()).isNull();

      platform.advanceTo(Probing.class, second);
      assertThat(view(second).share()).isEqualTo(Percent.NONE);
      assertThat(view(second).previewUrl())
          .isEqualTo(URI.create("http://my-app--2.localhost:8080"));

      platform.advanceTo(Soaking.class, second);
      assertThat(view(first).share()).isEqualTo(new Percent(50));
      assertThat(view(second).share()).isEqualTo(new Percent(50));
      assertThat(view(second).siteUrl()).isNull();

      platform.finish();
      assertThat(view(second).share()).isEqualTo(Percent.ALL);
      assertThat(view(second).siteUrl()).isEqualTo(URI.create("http://my-app.localhost:8080"));
      assertThat(view(first).isLive()).isFalse();
      assertThat(view(first).deployment().state().status()).isEqualTo(Status.ACTIVE);
    }

    @Test
    void offersAPreviewAsLongAsTheReleaseIsKept() {
      DeploymentId first = platform.deployed();
      platform.deployed();
      platform.deployed();
      assertThat(view(first).previewUrl()).isNotNull();

      platform.deployed();
      assertThat(view(first).previewUrl()).isNull();
    }

    @Test
    void promisesNoPreviewOfWhatIsNotThere() {
      DeploymentId pending = platform.uploaded();
      assertThat(view(pending).previewUrl()).isNull();

      DeploymentId failed = platform.create(null).deployment().id();
      platform.trigger(failed);
      platform.finish();
      assertThat(view(failed).previewUrl()).isNull();
    }

    @Test
    void isForTheOwnerAlone() {
      DeploymentId id = platform.uploaded();

      assertThat(platform.core.deployments().find().find(MALLORY, id))
          .isEqualTo(new FindDeployment.Outcome.NotYours());
      assertThat(platform.core.deployments().find().find(MALLORY, NONE))
          .isEqualTo(new FindDeployment.Outcome.NoSuchDeployment());
    }

    @Test
    void isFoundByItsUuidToo() {
      DeploymentId id = platform.uploaded();

      assertThat(platform.core.deployments().find().ofTask(view(id).deployment().uuid()))
          .contains(id);
      assertThat(platform.core.deployments().find().ofTask(UUID.randomUUID())).isEmpty();
    }

    private DeploymentView view(DeploymentId id) {
      return ((FindDeployment.Outcome.Found) platform.core.deployments().find().find(ALICE, id))
          .view();
    }
  }

  @Nested
  final class ListOfAnApp {

    @Test
    void beginsWithTheNewest() {
      DeploymentId first = platform.deployed();
      DeploymentId second = platform.uploaded();

      ListDeployments.Outcome.Found found = (ListDeployments.Outcome.Found) list(ALICE,
          new Page.Request(Page.Request.FIRST, 1));
      assertThat(found.deployments().items()).extracting(view -> view.deployment().id())
          .containsExactly(second);
      ListDeployments.Outcome.Found rest = (ListDeployments.Outcome.Found) list(ALICE,
          new Page.Request(found.deployments().next(), 1));
      assertThat(rest.deployments().items()).extracting(view -> view.deployment().id())
          .containsExactly(first);
      assertThat(rest.deployments().items().getFirst().isLive()).isTrue();
    }

    @Test
    void isForTheOwnerAlone() {
      assertThat(list(MALLORY, Page.Request.first()))
          .isEqualTo(new ListDeployments.Outcome.NotYours());
      assertThat(platform.core.deployments()
          .list()
          .list(MALLORY, new AppId(99),
              Page.Request.first()))
          .isEqualTo(new ListDeployments.Outcome.NoSuchApp());
    }

    private ListDeployments.Outcome list(Caller caller, Page.Request page) {
      return platform.core.deployments().list().list(caller, platform.app.id(), page);
    }
  }

  @Nested
  final class ReadLog {

    @Test
    void goesOnWhereAReaderStopped() {
      DeploymentId id = platform.deployed();

      assertThat(read(ALICE, id, 1, 2)).isInstanceOfSatisfying(
          ReadDeploymentLog.Outcome.Found.class,
          found -> assertThat(found.lines()).extracting(line -> line.line().message())
              .containsExactlyElementsOf(platform.log(id).subList(1, 3)));
    }

    @Test
    void isForTheOwnerAlone() {
      DeploymentId id = platform.uploaded();

      assertThat(read(MALLORY, id, 0, 1)).isEqualTo(new ReadDeploymentLog.Outcome.NotYours());
      assertThat(read(MALLORY, NONE, 0, 1))
          .isEqualTo(new ReadDeploymentLog.Outcome.NoSuchDeployment());
    }

    private ReadDeploymentLog.Outcome read(Caller caller, DeploymentId id, long after, int limit) {
      return platform.core.deployments().readLog().read(caller, id, after, limit);
    }
  }
}
