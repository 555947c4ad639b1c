package io.whopship.core;

import static io.whopship.core.Platform.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whopship.core.access.Access;
import io.whopship.core.deployments.DeploymentViews;
import io.whopship.core.webhooks.WebhookUseCases;
import io.whopship.ports.driven.Apps;
import io.whopship.ports.driven.Outbox;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.driven.Stores;
import io.whopship.ports.driving.webhooks.DeliverWebhooks;
import io.whopship.ports.model.webhooks.Delivery;
import io.whopship.ports.model.webhooks.DeliveryState;
import io.whopship.ports.model.webhooks.EventFilter;
import io.whopship.ports.model.webhooks.SendResult;
import io.whopship.ports.model.webhooks.Webhook;
import io.whopship.ports.model.webhooks.WebhookStatus;
import io.whopship.ports.model.webhooks.WebhookStatus.Reason;
import io.whopship.testkit.FakeWebhookSender.Received;
import io.whopship.testkit.PlainEventBodies;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Deliveries that fail, or whose server dies. */
class WebhookDeliveryTest extends WebhooksSetting {

  @Nested
  class Trying {

    /** Seconds between one attempt and the next, as the spec has them. */
    private static final List<Integer> SCHEDULE = List.of(5, 300, 1_800, 7_200, 18_000, 36_000,
        50_400, 72_000, 86_400);

    @Test
    void goesOnByTheSchedule() {
      Webhook webhook = create(ALICE, ACTIVE);
      platform.receivers.answer(HOST, 500);
      platform.deployed();
      deliver();

      for (int pause : SCHEDULE) {
        int before = platform.receivers.received().size();
        platform.clock.advance(Duration.ofSeconds(pause).minusMillis(1));
        deliver();
        assertThat(platform.receivers.received()).hasSize(before);
        platform.clock.advance(Duration.ofSeconds(pause).dividedBy(10).plusMillis(1));
        deliver();
        assertThat(platform.receivers.received()).hasSize(before + 1);
      }

      assertThat(only(webhook).state()).isInstanceOf(DeliveryState.Failed.class);
      assertThat(only(webhook).attempts()).hasSize(10);
      platform.clock.advance(Duration.ofDays(3));
      deliver();
      assertThat(platform.receivers.received()).hasSize(10);
    }

    @Test
    void sendsTheSameMessageUnderTheSameIdWithItsOwnTime() {
      create(ALICE, ACTIVE);
      platform.receivers.answer(HOST, 500);
      platform.deployed();
      deliver();
      Instant first = platform.clock.instant();
      platform.clock.advance(Duration.ofSeconds(6));
      deliver();

      List<Received> received = platform.receivers.received();
      assertThat(received).hasSize(2);
      assertThat(received.get(1).json()).isEqualTo(received.get(0).json());
      assertThat(received.get(1).headers().get("webhook-id"))
          .isEqualTo(received.get(0).headers().get("webhook-id"));
      assertThat(received).extracting(one -> one.headers().get("webhook-timestamp"))
          .containsExactly(Long.toString(first.getEpochSecond()),
              Long.toString(first.getEpochSecond() + 6));
    }

    @Test
    void endsWithSuccess() {
      Webhook webhook = create(ALICE, ACTIVE);
      platform.receivers.answer(HOST, 503);
      platform.deployed();
      deliver();
      assertThat(status(webhook)).isInstanceOf(WebhookStatus.Failing.class);

      platform.receivers.answer(HOST, 200);
      platform.clock.advance(Duration.ofSeconds(6));
      deliver();

      assertThat(only(webhook).state())
          .isEqualTo(new DeliveryState.Delivered(platform.clock.instant()));
      assertThat(status(webhook)).isEqualTo(new WebhookStatus.Working());
    }

    @Test
    void waitsAsLongAsItIsAsked() {
      Webhook webhook = create(ALICE, ACTIVE);
      platform.receivers.answer(HOST,
          () -> new SendResult.Answered(429, "", Duration.ofHours(1)));
      platform.deployed();

      deliver();

      assertThat(next(webhook)).isBetween(Duration.ofHours(1), Duration.ofMinutes(66));
    }

    @Test
    void waitsADayAtMost() {
      Webhook webhook = create(ALICE, ACTIVE);
      platform.receivers.answer(HOST,
          () -> new SendResult.Answered(503, "", Duration.ofDays(365)));
      platform.deployed();

      deliver();

      assertThat(next(webhook)).isBetween(Duration.ofHours(24), Duration.ofHours(27));
    }

    private Duration next(Webhook webhook) {
      return Duration.between(platform.clock.instant(),
          ((DeliveryState.Waiting) only(webhook).state()).next());
    }

    @Test
    void countsARedirectAsAFailure() {
      Webhook webhook = create(ALICE, ACTIVE);
      platform.receivers.answer(HOST, 302);
      platform.deployed();

      deliver();

      assertThat(only(webhook).state()).isInstanceOf(DeliveryState.Waiting.class);
    }

    @Test
    void goesOnAfterAFailureThatNobodyForesaw() {
      Webhook webhook = create(ALICE, ACTIVE);
      platform.receivers.answer(HOST, () -> {
        throw new IllegalStateException("a defect");
      });
      platform.deployed();
      deliver();
      assertThat(only(webhook).attempts()).hasSize(1);

      platform.receivers.answer(HOST, 200);
      platform.clock.advance(Duration.ofSeconds(6));
      deliver();

      assertThat(only(webhook).state()).isInstanceOf(DeliveryState.Delivered.class);
    }

    @Test
    void goesOnWhileNewsCannotBeRead() {
      create(ALICE, ACTIVE);
      platform.deployed();
      Outbox outbox = Failing.at("read", Outbox.class, platform.store.outbox(),
          () -> new PortException.Corrupt("an entry of a newer version", null));
      platform.core.webhooks().deliver().deliver();

      assertThatThrownBy(() -> over(outbox, platform.store.apps()).deliver())
          .isInstanceOf(PortException.Corrupt.class);
      platform.timer.runDue();

      assertThat(bodies()).hasSize(1);
    }

    @Test
    void leavesOutWhatIsAboutAnUnreadableApp() {
      create(ALICE, new EventFilter(List.of("deployment.building", "deployment.active")));
      platform.deployed();
      AtomicInteger reads = new AtomicInteger();
      Apps apps = Failing.at("find", Apps.class, platform.store.apps(),
          () -> reads.incrementAndGet() == 1
              ? new PortException.Corrupt("an app of a newer version", null)
              : null);

      over(platform.store.outbox(), apps).deliver();
      platform.timer.runDue();

      assertThat(bodies()).singleElement().asString().startsWith("deployment.active");
    }

    /** A server that reads these. */
    private DeliverWebhooks over(Outbox outbox, Apps apps) {
      Stores stores = Failing.replaced(Stores.class, platform.store,
          Map.of("outbox", outbox, "apps", apps));
      return WebhookUseCases.assemble(new WebhookUseCases.Parts(stores, new PlainEventBodies(),
          platform.receivers, new Access(apps, platform.store.deployments()),
          (deployment, app) -> new DeploymentViews(platform.sites()).view(deployment, app, null),
          platform.ids, platform.timer, platform.clock)).deliver();
    }

    @Test
    void takesEightPlacesOfAnOwnerAtMost() {
      for (int i = 0; i < 9; i++) {
        create(ALICE, ACTIVE);
      }
      platform.deployed();
      platform.core.webhooks().deliver().deliver();

      assertThat(claimable()).isTrue();
      platform.timer.runDue();
      assertThat(bodies()).hasSize(9);
    }

    /** Whether a delivery is due that no server holds. */
    private boolean claimable() {
      Instant now = platform.clock.instant();
      return platform.webhooks.claim(platform.ids.uuid(), Set.of(), now, now).isPresent();
    }

    @Test
    void letsOthersPass() {
      create(ALICE, new EventFilter(List.of("deployment.building", "deployment.active")));
      List<Integer> answers = new ArrayList<>(List.of(500, 200));
      platform.receivers.answer(HOST,
          () -> new SendResult.Answered(answers.isEmpty() ? 200 : answers.removeFirst(), "", null));
      platform.deployed();

      deliver();

      assertThat(bodies()).hasSize(2);
    }
  }

  @Nested
  class Dying {

    @Test
    void betweenSendingAndWritingSendsAgainUnderTheSameId() {
      Webhook webhook = create(ALICE, ACTIVE);
      platform.deployed();
      platform.receivers.answer(HOST, () -> {
        throw new AssertionError("killed when the message was out");
      });
      assertThatThrownBy(WebhookDeliveryTest.this::deliver).hasMessageContaining("killed");
      platform.receivers.answer(HOST, 200);
      platform.core = platform.anotherServer();
      platform.clock.advance(Duration.ofSeconds(29));
      deliver();
      assertThat(platform.receivers.received()).hasSize(1);

      platform.clock.advance(Duration.ofSeconds(1));
      deliver();

      assertThat(platform.receivers.received()).hasSize(2)
          .extracting(received -> received.headers().get("webhook-id"))
          .containsOnly(only(webhook).message().id());
      assertThat(only(webhook).state()).isInstanceOf(DeliveryState.Delivered.class);
    }

    @Test
    void inGoodOrderCountsNoAttempt() {
      Webhook webhook = create(ALICE, ACTIVE);
      platform.deployed();
      platform.receivers.answer(HOST, () -> {
        throw new PortException.Unavailable("the server stops", null);
      });
      deliver();
      assertThat(only(webhook).attempts()).isEmpty();

      platform.receivers.answer(HOST, 200);
      platform.clock.advance(Duration.ofSeconds(30));
      deliver();

      assertThat(only(webhook).attempts()).hasSize(1);
    }

    @Test
    void ofAStalledServerChangesNothing() {
      Webhook webhook = create(ALICE, ACTIVE);
      platform.deployed();
      platform.receivers.answer(HOST, () -> {
        platform.clock.advance(Duration.ofSeconds(31));
        takeOver();
        return new SendResult.Answered(500, "", null);
      });

      deliver();

      assertThat(only(webhook).state()).isInstanceOf(DeliveryState.Delivered.class);
      assertThat(only(webhook).attempts()).hasSize(1);
    }

    private void takeOver() {
      platform.receivers.answer(HOST, 200);
      platform.anotherServer().webhooks().deliver().deliver();
      platform.timer.runDue();
    }
  }

  @Nested
  class Disabling {

    @Test
    void followsA410() {
      Webhook webhook = create(ALICE, EventFilter.ALL);
      platform.receivers.answer(HOST, 410);
      platform.deployed();

      deliver();

      assertThat(bodies()).hasSize(1);
      assertThat(status(webhook))
          .isEqualTo(new WebhookStatus.Disabled(platform.clock.instant(), Reason.GONE));
      assertThat(deliveries(webhook)).extracting(Delivery::state)
          .hasOnlyElementsOfType(DeliveryState.Failed.class);
    }

    @Test
    void followsFiveDaysOfFailuresAlone() {
      Webhook webhook = create(ALICE, ACTIVE);
      platform.receivers.answer(HOST, 500);
      platform.deployed();
      deliver();
      platform.clock.advance(Duration.ofDays(5).minusMinutes(2));
      platform.deployed();
      deliver();
      assertThat(status(webhook)).isInstanceOf(WebhookStatus.Failing.class);

      platform.clock.advance(Duration.ofMinutes(6));
      deliver();

      assertThat(status(webhook)).isInstanceOfSatisfying(WebhookStatus.Disabled.class,
          disabled -> assertThat(disabled.reason()).isEqualTo(Reason.FAILED));
    }

    @Test
    void byItsOwnerLastsUntilItIsEnabled() {
      Webhook webhook = create(ALICE, ACTIVE);
      manage().update(ALICE, webhook.id(), null, null, false);
      platform.deployed();
      deliver();
      assertThat(bodies()).isEmpty();

      manage().update(ALICE, webhook.id(), null, null, true);
      platform.deployed();
      deliver();

      assertThat(bodies()).hasSize(1);
    }
  }
}
