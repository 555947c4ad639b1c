package io.whopship.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driven.webhooks.WebhookDeliveries;
import io.whopship.ports.model.Page;
import io.whopship.ports.model.webhooks.Attempt;
import io.whopship.ports.model.webhooks.Claim;
import io.whopship.ports.model.webhooks.Delivery;
import io.whopship.ports.model.webhooks.DeliveryId;
import io.whopship.ports.model.webhooks.DeliveryState;
import io.whopship.ports.model.webhooks.Message;
import io.whopship.ports.model.webhooks.NewDelivery;
import io.whopship.ports.model.webhooks.SendResult;
import io.whopship.ports.model.webhooks.Webhook;
import io.whopship.ports.model.webhooks.WebhookStatus;
import io.whopship.ports.model.webhooks.WebhookStatus.Reason;
import io.whopship.testkit.contract.WebhooksContract.WebhookStores;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What {@link WebhookDeliveries} promises. */
public abstract class WebhookDeliveriesContract {

  private static final Instant NOW = Examples.NOW;
  private static final Instant LEASED = NOW.plusSeconds(30);
  private static final WebhookStatus WORKING = new WebhookStatus.Working();
  private static final WebhookStatus FAILING = new WebhookStatus.Failing(NOW);
  private static final WebhookStatus DISABLED = new WebhookStatus.Disabled(NOW, Reason.GONE);
  private static final DeliveryState DELIVERED = new DeliveryState.Delivered(NOW.plusMillis(20));
  private static final Attempt SUCCESS = new Attempt(NOW, Duration.ofMillis(20),
      new SendResult.Answered(200, "größer 🚢", null));

  private WebhookStores stores;
  private WebhookDeliveries deliveries;

  /** Opens empty stores, which a test closes at its end. */
  protected abstract WebhookStores open() throws Exception;

  @BeforeEach
  void openStores() throws Exception {
    stores = open();
    deliveries = stores.deliveries();
  }

  @AfterEach
  void closeStores() {
    stores.close();
  }

  private Webhook addWebhook() {
    return WebhooksContract.add(stores, Examples.OWNER, null);
  }

  private static Message message(String id) {
    return new Message(id, "deployment.active", NOW.minusMillis(1), "{\"größer\": \"🚢\"}");
  }

  private void add(Webhook webhook, String... messages) {
    List<NewDelivery> added = new ArrayList<>();
    for (String message : messages) {
      added.add(new NewDelivery(webhook.id(), message(message), NOW));
    }
    long last = deliveries.lastRead();
    assertThat(deliveries.add(last, last + 1, added)).isTrue();
  }

  private Claim claim() {
    return claim(NOW).orElseThrow();
  }

  private Optional<Claim> claim(Instant at) {
    return deliveries.claim(UUID.randomUUID(), Set.of(), at, at.plusSeconds(30));
  }

  private Delivery find(DeliveryId id) {
    return deliveries.find(id).orElseThrow();
  }

  private List<String> messagesOf(Webhook webhook) {
    return deliveries.list(webhook.id(), Page.Request.first())
        .items()
        .stream()
        .map(delivery -> delivery.message().id())
        .toList();
  }

  @Nested
  class Adding {

    @Test
    void beginsBeforeTheFirstEntry() {
      assertThat(deliveries.lastRead()).isZero();
    }

    @Test
    void keepsEveryPart() {
      Webhook webhook = addWebhook();

      assertThat(deliveries.add(0, 7, List.of(new NewDelivery(webhook.id(), message("a"), NOW))))
          .isTrue();

      assertThat(deliveries.lastRead()).isEqualTo(7);
      assertThat(deliveries.list(webhook.id(), Page.Request.first()).items()).singleElement()
          .satisfies(delivery -> {
            assertThat(delivery).isEqualTo(new Delivery(delivery.id(), webhook.id(), message("a"),
                new DeliveryState.Waiting(NOW, 0), List.of(), NOW));
            assertThat(find(delivery.id())).isEqualTo(delivery);
          });
    }

    @Test
    void doesNothingIfSomebodyWasFaster() {
      Webhook webhook = addWebhook();
      deliveries.add(0, 7, List.of());

      assertThat(deliveries.add(0, 7, List.of(new NewDelivery(webhook.id(), message("a"), NOW))))
          .isFalse();

      assertThat(messagesOf(webhook)).isEmpty();
    }

    @Test
    void ofManyAtOnceIsDoneByOne() throws Exception {
      Webhook webhook = addWebhook();
      List<Callable<Boolean>> servers = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        String id = "by " + i;
        servers.add(() -> deliveries.add(0, 7,
            List.of(new NewDelivery(webhook.id(), message(id), NOW))));
      }

      assertThat(AtOnce.run(servers)).containsOnlyOnce(true);
      assertThat(messagesOf(webhook)).hasSize(1);
    }

    @Test
    void leavesOutWebhooksThatAreGoneOrDisabled() {
      Webhook gone = addWebhook();
      Webhook disabled = addWebhook();
      Webhook there = addWebhook();
      stores.webhooks().remove(gone.id());
      stores.webhooks().change(disabled.id(), now -> now.withStatus(DISABLED));

      deliveries.add(0, 1, List.of(new NewDelivery(gone.id(), message("a"), NOW),
          new NewDelivery(disabled.id(), message("a"), NOW),
          new NewDelivery(there.id(), message("a"), NOW)));

      assertThat(messagesOf(gone)).isEmpty();
      assertThat(messagesOf(disabled)).isEmpty();
      assertThat(messagesOf(there)).containsExactly("a");
    }
  }

  @Nested
  class Claiming {

    @Test
    void takesWhatWaitsLongest() {
      Webhook webhook = addWebhook();
      add(webhook, "a", "b");

      Claim claim = claim();

      assertThat(claim.webhook()).isEqualTo(webhook);
      assertThat(claim.message()).isEqualTo(message("a"));
      assertThat(claim.tries()).isZero();
    }

    @Test
    void takesNothingBeforeItsTime() {
      add(addWebhook(), "a");

      assertThat(claim(NOW.minusMillis(1))).isEmpty();
    }

    @Test
    void leavesAloneAWebhookThatIsHeld() {
      Webhook slow = addWebhook();
      Webhook other = addWebhook();
      add(slow, "a", "b");
      add(other, "c");

      assertThat(claim().message().id()).isEqualTo("a");
      assertThat(claim().message().id()).isEqualTo("c");
      assertThat(claim(LEASED.minusMillis(1))).isEmpty();
    }

    @Test
    void leavesAloneWebhooksOfOwnersThatAreBusy() {
      Webhook first = addWebhook();
      Webhook second = WebhooksContract.add(stores, Examples.OTHER_OWNER, null);
      add(first, "msg_1");
      add(second, "msg_2");

      assertThat(deliveries.claim(UUID.randomUUID(), Set.of(Examples.OWNER), NOW, LEASED))
          .map(claim -> claim.message().id())
          .contains("msg_2");
      assertThat(deliveries.claim(UUID.randomUUID(), Set.of(Examples.OWNER, Examples.OTHER_OWNER),
          NOW, LEASED)).isEmpty();
      assertThat(claim().message().id()).isEqualTo("msg_1");
    }

    @Test
    void takesOverWhenALeaseHasEnded() {
      add(addWebhook(), "a");
      Claim dead = claim();

      Claim takenOver = claim(LEASED).orElseThrow();

      assertThat(takenOver.delivery()).isEqualTo(dead.delivery());
      assertThat(takenOver.message()).isEqualTo(dead.message());
    }

    @Test
    void ofManyAtOnceIsDoneByOne() throws Exception {
      add(addWebhook(), "a", "b", "c");
      List<Callable<Optional<Claim>>> servers = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        servers.add(() -> claim(NOW));
      }

      assertThat(AtOnce.run(servers)).filteredOn(Optional::isPresent).hasSize(1);
    }
  }

  @Nested
  class Settling {

    @Test
    void keepsEveryKindOfResult() {
      add(addWebhook(), "a");
      List<SendResult> results = List.of(
          new SendResult.Answered(503, "", Duration.ofSeconds(7)),
          new SendResult.Unreachable("größer 🚢"),
          new SendResult.Forbidden("no"),
          SUCCESS.result());
      List<Attempt> attempts = new ArrayList<>();
      for (SendResult result : results) {
        attempts.add(new Attempt(NOW, Duration.ofMillis(1), result));
        Claim claim = claim();
        assertThat(claim.tries()).isEqualTo(attempts.size() - 1);
        assertThat(deliveries.settle(claim, attempts.getLast(),
            new DeliveryState.Waiting(NOW, attempts.size()), FAILING)).isTrue();
      }

      assertThat(find(claim().delivery()).attempts()).isEqualTo(attempts);
    }

    @Test
    void keepsEveryState() {
      Webhook webhook = addWebhook();
      add(webhook, "a");
      Instant later = NOW.plusSeconds(5);
      Claim claim = claim();
      deliveries.settle(claim, SUCCESS, new DeliveryState.Waiting(later, 1), FAILING);
      assertThat(find(claim.delivery()).state()).isEqualTo(new DeliveryState.Waiting(later, 1));

      Claim second = claim(later).orElseThrow();
      deliveries.settle(second, SUCCESS, DELIVERED, WORKING);
      assertThat(find(claim.delivery()).state()).isEqualTo(DELIVERED);

      deliveries.beginAgain(claim.delivery(), later);
      deliveries.settle(claim(later).orElseThrow(), SUCCESS, new DeliveryState.Failed(later),
          FAILING);
      assertThat(find(claim.delivery()).state()).isEqualTo(new DeliveryState.Failed(later));
    }

    @Test
    void letsGoOfTheWebhook() {
      Webhook webhook = addWebhook();
      add(webhook, "a", "b");

      deliveries.settle(claim(), SUCCESS, DELIVERED, WORKING);

      assertThat(claim().message().id()).isEqualTo("b");
    }

    @Test
    void saysHowTheWebhookIs() {
      Webhook webhook = addWebhook();
      add(webhook, "a");

      deliveries.settle(claim(), SUCCESS, new DeliveryState.Waiting(NOW, 1), FAILING);
      assertThat(stores.webhooks().find(webhook.id())).contains(webhook.withStatus(FAILING));

      deliveries.settle(claim(), SUCCESS, DELIVERED, WORKING);
      assertThat(stores.webhooks().find(webhook.id())).contains(webhook.withStatus(WORKING));
    }

    @Test
    void isRefusedToWhoHasLostTheLease() {
      Webhook webhook = addWebhook();
      add(webhook, "a");
      Claim stalled = claim();
      Claim takenOver = claim(LEASED).orElseThrow();

      assertThat(deliveries.settle(stalled, SUCCESS, DELIVERED, WORKING)).isFalse();

      assertThat(find(stalled.delivery()).attempts()).isEmpty();
      assertThat(find(stalled.delivery()).state()).isInstanceOf(DeliveryState.Waiting.class);
      assertThat(deliveries.settle(takenOver, SUCCESS, DELIVERED, WORKING)).isTrue();
      assertThat(deliveries.settle(takenOver, SUCCESS, DELIVERED, WORKING)).isFalse();
    }

    @Test
    void isRefusedOnceTheWebhookIsGone() {
      Webhook webhook = addWebhook();
      add(webhook, "a");
      Claim claim = claim();
      stores.webhooks().remove(webhook.id());

      assertThat(deliveries.settle(claim, SUCCESS, DELIVERED, WORKING)).isFalse();
      assertThat(deliveries.find(claim.delivery())).isEmpty();
    }
  }

  @Nested
  class Disabling {

    @Test
    void failsWhatWaits() {
      Webhook webhook = addWebhook();
      Webhook other = addWebhook();
      add(webhook, "a", "b");
      add(other, "c");
      Claim claim = claim();
      deliveries.settle(claim, SUCCESS, DELIVERED, WORKING);

      stores.webhooks().change(webhook.id(), now -> now.withStatus(DISABLED));

      assertThat(deliveries.list(webhook.id(), Page.Request.first()).items())
          .extracting(Delivery::state)
          .containsExactly(new DeliveryState.Failed(NOW), DELIVERED);
      assertThat(claim().message().id()).isEqualTo("c");
    }

    @Test
    void bySettlingFailsTheOthersToo() {
      Webhook webhook = addWebhook();
      add(webhook, "a", "b");

      deliveries.settle(claim(), SUCCESS, new DeliveryState.Failed(NOW), DISABLED);

      assertThat(claim(LEASED)).isEmpty();
      assertThat(stores.webhooks().find(webhook.id())).contains(webhook.withStatus(DISABLED));
    }

    @Test
    void isNotUndoneByWhatWasUnderWay() {
      Webhook webhook = addWebhook();
      add(webhook, "a");
      Claim claim = claim();
      stores.webhooks().change(webhook.id(), now -> now.withStatus(DISABLED));

      deliveries.settle(claim, SUCCESS, new DeliveryState.Waiting(NOW, 1), FAILING);

      assertThat(stores.webhooks().find(webhook.id())).contains(webhook.withStatus(DISABLED));
      assertThat(find(claim.delivery()).state()).isEqualTo(new DeliveryState.Failed(NOW));
    }
  }

  @Nested
  class BeginningAgain {

    @Test
    void letsADeliveryWaitAsIfNew() {
      add(addWebhook(), "a");
      Claim claim = claim();
      deliveries.settle(claim, SUCCESS, DELIVERED, WORKING);
      Instant later = NOW.plusSeconds(60);

      assertThat(deliveries.beginAgain(claim.delivery(), later)).contains(
          new Delivery(claim.delivery(), claim.webhook().id(), message("a"),
              new DeliveryState.Waiting(later, 0), List.of(SUCCESS), NOW));
      assertThat(claim(later).orElseThrow().delivery()).isEqualTo(claim.delivery());
    }

    @Test
    void findsNothingToBegin() {
      assertThat(deliveries.beginAgain(new DeliveryId(999_999), NOW)).isEmpty();
      assertThat(deliveries.find(new DeliveryId(999_999))).isEmpty();
    }
  }

  @Nested
  class Listing {

    @Test
    void isNewestFirstAndInParts() {
      Webhook webhook = addWebhook();
      add(webhook, "a", "b", "c");
      add(addWebhook(), "other");

      Page<Delivery> first = deliveries.list(webhook.id(),
          new Page.Request(Page.Request.FIRST, 2));
      Page<Delivery> second = deliveries.list(webhook.id(), new Page.Request(first.next(), 2));

      assertThat(first.items()).extracting(delivery -> delivery.message().id())
          .containsExactly("c", "b");
      assertThat(second.items()).extracting(delivery -> delivery.message().id())
          .containsExactly("a");
      assertThat(second.next()).isZero();
    }

    @Test
    void showsTheAttemptsOfEach() {
      Webhook webhook = addWebhook();
      add(webhook, "a", "b");
      deliveries.settle(claim(), SUCCESS, DELIVERED, WORKING);

      assertThat(deliveries.list(webhook.id(), Page.Request.first()).items())
          .extracting(Delivery::attempts)
          .containsExactly(List.of(), List.of(SUCCESS));
    }
  }

  @Nested
  class Forgetting {

    @Test
    void removesWhatIsOldAndOver() {
      Webhook webhook = addWebhook();
      add(webhook, "delivered", "waits");
      deliveries.settle(claim(), SUCCESS, DELIVERED, WORKING);

      deliveries.forget(NOW);
      assertThat(messagesOf(webhook)).containsExactly("waits", "delivered");

      deliveries.forget(NOW.plusMillis(1));
      assertThat(messagesOf(webhook)).containsExactly("waits");
    }
  }
}
