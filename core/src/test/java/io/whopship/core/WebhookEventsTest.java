package io.whopship.core;

import static io.whopship.core.Platform.ADMIN;
import static io.whopship.core.Platform.ALICE;
import static io.whopship.core.Platform.MALLORY;
import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.model.AppId;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.webhooks.EventFilter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What webhooks are told of. */
class WebhookEventsTest extends WebhooksSetting {

  @Test
  void comesInTheOrderOfEvents() {
    create(ALICE, EventFilter.ALL);
    DeploymentId id = platform.deployed();

    deliver();

    assertThat(bodies()).containsExactly("deployment.building " + id + " active",
        "deployment.deploying " + id + " active", "rollout.stage1_50 " + id + " active",
        "rollout.stage2_100 " + id + " active", "deployment.active " + id + " active");
  }

  @Test
  void showsADeploymentAsItIs() {
    create(ALICE, EventFilter.ALL);
    DeploymentId id = platform.triggered();

    deliver();

    assertThat(bodies()).containsExactly("deployment.building " + id + " building");
  }

  @Test
  void holdsToTheFilter() {
    create(ALICE, new EventFilter(List.of("rollout.*", "deployment.active")));
    platform.deployed();

    deliver();

    assertThat(bodies()).hasSize(3);
  }

  @Test
  void isNoBusinessOfOtherTenants() {
    create(MALLORY, EventFilter.ALL);
    create(ADMIN, EventFilter.ALL);
    platform.deployed();

    deliver();

    assertThat(bodies()).isEmpty();
  }

  @Test
  void isAboutOneAppIfThatIsWanted() {
    AppId other = platform.createApp("other", "other").id();
    manage().create(ALICE, other, URL, EventFilter.ALL);
    manage().create(ALICE, platform.app.id(), URL, ACTIVE);
    platform.deployed();

    deliver();

    assertThat(bodies()).hasSize(1);
  }

  @Test
  void namesAMessageOnceForAll() {
    create(ALICE, ACTIVE);
    create(ALICE, ACTIVE);
    platform.deployed();

    deliver();

    assertThat(platform.receivers.received()).hasSize(2)
        .extracting(received -> received.headers().get("webhook-id"))
        .containsOnly(platform.receivers.received().getFirst().headers().get("webhook-id"));
  }

  @Test
  void saysLittleOfADeploymentThatIsGone() {
    create(ALICE, new EventFilter(List.of("deployment.failed")));
    platform.receivers.answer(HOST, 204);
    DeploymentId id = platform.create(null).deployment().id();
    platform.trigger(id);
    platform.finish();
    platform.core.deployments().delete().delete(ALICE, id);

    deliver();

    assertThat(bodies()).containsExactly("deployment.failed " + id + " deleted");
  }

  @Test
  void isForNobodyIfTheAppIsGone() {
    create(ALICE, EventFilter.ALL);
    platform.deployed();
    platform.core.apps().delete().delete(ALICE, platform.app.id());

    deliver();

    assertThat(bodies()).isEmpty();
  }

  @Test
  void happensOnceHoweverManyServersThereAre() {
    create(ALICE, ACTIVE);
    platform.deployed();
    ControlPlane other = platform.anotherServer();

    other.webhooks().deliver().deliver();
    platform.core.webhooks().deliver().deliver();
    platform.timer.runDue();

    assertThat(bodies()).hasSize(1);
  }
}
