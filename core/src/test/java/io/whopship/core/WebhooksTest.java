package io.whopship.core;

import static io.whopship.core.Platform.ADMIN;
import static io.whopship.core.Platform.ALICE;
import static io.whopship.core.Platform.MALLORY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whopship.core.access.Access;
import io.whopship.core.webhooks.WebhookUseCases;
import io.whopship.ports.driven.Apps;
import io.whopship.ports.driven.Outbox;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.driven.Stores;
import io.whopship.ports.driving.webhooks.DeliverWebhooks;
import io.whopship.ports.driving.webhooks.ManageWebhooks;
import io.whopship.ports.driving.webhooks.ManageWebhooks.Creation;
import io.whopship.ports.driving.webhooks.SeeDeliveries;
import io.whopship.ports.driving.webhooks.TryWebhook;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.Page;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.webhooks.Delivery;
import io.whopship.ports.model.webhooks.DeliveryId;
import io.whopship.ports.model.webhooks.DeliveryState;
import io.whopship.ports.model.webhooks.EventFilter;
import io.whopship.ports.model.webhooks.SendResult;
import io.whopship.ports.model.webhooks.Webhook;
import io.whopship.ports.model.webhooks.WebhookId;
import io.whopship.ports.model.webhooks.WebhookStatus;
import io.whopship.ports.model.webhooks.WebhookStatus.Reason;
import io.whopship.ports.model.webhooks.WebhookUrl;
import io.whopship.testkit.FakeWebhookSender.Received;
import io.whopship.testkit.PlainEventBodies;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Telling others of what happens. */
class WebhooksTest {

  private static final String HOST = "hooks.example";
  private static final WebhookUrl URL = WebhookUrl.parse("https://" + HOST + "/x");
  private static final EventFilter ACTIVE = new EventFilter(List.of("deployment.active"));

  private final Platform platform = new Platform();

  @BeforeEach
  void answer() {
    platform.receivers.answer(HOST, 204);
  }

  private ManageWebhooks manage() {
    return platform.core.webhooks().manage();
  }

  private Webhook create(Caller caller, EventFilter events) {
    return ((Creation.Created) manage().create(caller, null, URL, events)).webhook();
  }

  /** Lets all that is due be sent, with what follows from it. */
  private void deliver() {
    platform.core.webhooks().deliver().deliver();
    platform.timer.runDue();
  }

  private List<String> bodies() {
    return platform.receivers.received().stream().map(Received::json).toList();
  }

  private Delivery only(Webhook webhook) {
    return deliveries(webhook).getFirst();
  }

  private List<Delivery> deliveries(Webhook webhook) {
    return ((SeeDeliveries.Listing.Found) platform.core.webhooks()
        .deliveries()
        .list(ALICE, webhook.id(), Page.Request.first())).deliveries().items();
  }

  private WebhookStatus status(Webhook webhook) {
    return platform.webhooks.find(webhook.id()).orElseThrow().status();
  }

  @Nested
  class Telling {

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
      assertThatThrownBy(WebhooksTest.this::deliver).hasMessageContaining("killed");
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

  @Nested
  class Managing {

    @Test
    void refusesAUrlThatNothingMayBeSentTo() {
      WebhookUrl plain = WebhookUrl.parse("http://" + HOST);

      assertThat(manage().create(ALICE, null, plain, EventFilter.ALL))
          .isInstanceOf(Creation.UrlRefused.class);
      Webhook webhook = create(ALICE, EventFilter.ALL);
      assertThat(manage().update(ALICE, webhook.id(), plain, null, null))
          .isInstanceOf(ManageWebhooks.Outcome.UrlRefused.class);
      assertThat(platform.webhooks.find(webhook.id())).contains(webhook);
    }

    @Test
    void changesWhatIsGiven() {
      Webhook webhook = create(ALICE, EventFilter.ALL);
      WebhookUrl other = WebhookUrl.parse("https://other.example");

      manage().update(ALICE, webhook.id(), other, null, null);
      manage().update(ALICE, webhook.id(), null, ACTIVE, null);

      assertThat(platform.webhooks.find(webhook.id()))
          .contains(webhook.withUrl(other).withEvents(ACTIVE));
    }

    @Test
    void isForTheOwnerAndAdminsAlone() {
      Webhook webhook = create(ALICE, EventFilter.ALL);
      var notYours = new ManageWebhooks.Outcome.NotYours();

      assertThat(manage().find(MALLORY, webhook.id())).isEqualTo(notYours);
      assertThat(manage().update(MALLORY, webhook.id(), null, ACTIVE, null)).isEqualTo(notYours);
      assertThat(manage().rotate(MALLORY, webhook.id())).isEqualTo(notYours);
      assertThat(manage().delete(MALLORY, webhook.id())).isEqualTo(notYours);
      assertThat(manage().list(MALLORY, Page.Request.first()).items()).isEmpty();
      assertThat(manage().create(MALLORY, platform.app.id(), URL, ACTIVE))
          .isEqualTo(new Creation.NotYours());
      assertThat(platform.core.webhooks().attempt().send(MALLORY, webhook.id()))
          .isEqualTo(new TryWebhook.Outcome.NotYours());
      assertThat(platform.core.webhooks()
          .deliveries()
          .list(MALLORY, webhook.id(), Page.Request.first()))
          .isEqualTo(new SeeDeliveries.Listing.NotYours());
      assertThat(platform.core.webhooks()
          .deliveries()
          .retry(MALLORY, webhook.id(), new DeliveryId(1)))
          .isEqualTo(new SeeDeliveries.Outcome.NotYours());
      assertThat(manage().find(ADMIN, webhook.id()))
          .isEqualTo(new ManageWebhooks.Outcome.Done(webhook));
      assertThat(manage().list(ADMIN, Page.Request.first()).items()).containsExactly(webhook);
    }

    @Test
    void saysThatThereIsNoSuchWebhook() {
      WebhookId absent = new WebhookId(99);
      var none = new ManageWebhooks.Outcome.NoSuchWebhook();

      assertThat(manage().find(ALICE, absent)).isEqualTo(none);
      assertThat(manage().delete(ALICE, absent)).isEqualTo(none);
      assertThat(platform.core.webhooks().attempt().send(ALICE, absent))
          .isEqualTo(new TryWebhook.Outcome.NoSuchWebhook());
      assertThat(platform.core.webhooks().deliveries().list(ALICE, absent, Page.Request.first()))
          .isEqualTo(new SeeDeliveries.Listing.NoSuchWebhook());
      assertThat(platform.core.webhooks().deliveries().retry(ALICE, absent, new DeliveryId(1)))
          .isEqualTo(new SeeDeliveries.Outcome.NoSuchWebhook());
      assertThat(manage().create(ALICE, new AppId(99), URL, ACTIVE))
          .isEqualTo(new Creation.NoSuchApp());
    }

    @Test
    void ofAnAdminForAnAppIsTheOwners() {
      Creation created = manage().create(ADMIN, platform.app.id(), URL, ACTIVE);

      assertThat(((Creation.Created) created).webhook().owner()).isEqualTo(ALICE.owner());
    }

    @Test
    void goesAsFarAsItMay() {
      for (int i = 0; i < 20; i++) {
        create(ALICE, ACTIVE);
      }

      assertThat(manage().create(ALICE, null, URL, ACTIVE))
          .isEqualTo(new Creation.TooMany(20));
    }

    @Test
    void deletesWhatWaitsToo() {
      Webhook webhook = create(ALICE, ACTIVE);
      platform.deployed();

      manage().delete(ALICE, webhook.id());
      deliver();

      assertThat(bodies()).isEmpty();
    }
  }

  @Nested
  class Rotating {

    @Test
    void signsWithBothSecretsForADay() {
      Webhook webhook = create(ALICE, ACTIVE);
      manage().rotate(ALICE, webhook.id());
      platform.deployed();
      deliver();
      platform.clock.advance(Duration.ofHours(24));
      platform.deployed();
      deliver();

      assertThat(platform.receivers.received())
          .extracting(received -> String.valueOf(received.headers().get("webhook-signature"))
              .split(" ").length)
          .containsExactly(2, 1);
    }

    @Test
    void givesAnotherSecret() {
      Webhook webhook = create(ALICE, ACTIVE);

      var rotated = (ManageWebhooks.Outcome.Done) manage().rotate(ALICE, webhook.id());

      assertThat(rotated.webhook().secrets().current())
          .isNotEqualTo(webhook.secrets().current());
      assertThat(rotated.webhook().toString()).doesNotContain("whsec_");
    }
  }

  @Nested
  class Testing {

    @Test
    void tellsWhatCameOfIt() {
      Webhook webhook = create(ALICE, ACTIVE);
      platform.receivers.answer(HOST, () -> {
        platform.clock.advance(Duration.ofMillis(120));
        return new SendResult.Answered(418, "teapot", null);
      });

      var sent = (TryWebhook.Outcome.Sent) platform.core.webhooks()
          .attempt()
          .send(ALICE, webhook.id());

      assertThat(sent.attempt().took()).isEqualTo(Duration.ofMillis(120));
      assertThat(sent.attempt().result()).isEqualTo(new SendResult.Answered(418, "teapot", null));
      assertThat(bodies()).containsExactly("test of " + webhook.id());
      assertThat(status(webhook)).isEqualTo(new WebhookStatus.Working());
      assertThat(deliveries(webhook)).isEmpty();
    }

    @Test
    void isDoneTwiceAtOnceAtMost() {
      Webhook webhook = create(ALICE, ACTIVE);
      List<TryWebhook.Outcome> outcomes = new ArrayList<>();
      platform.receivers.answer(HOST, () -> {
        outcomes.add(attempt(webhook));
        return new SendResult.Answered(204, "", null);
      });

      attempt(webhook);

      assertThat(outcomes).hasSize(2).first().isEqualTo(new TryWebhook.Outcome.TooMany(2));
      assertThat(outcomes.get(1)).isInstanceOf(TryWebhook.Outcome.Sent.class);
      platform.receivers.answer(HOST, 204);
      assertThat(attempt(webhook)).isInstanceOf(TryWebhook.Outcome.Sent.class);
    }

    private TryWebhook.Outcome attempt(Webhook webhook) {
      return platform.core.webhooks().attempt().send(ALICE, webhook.id());
    }
  }

  @Nested
  class SendingAgain {

    @Test
    void beginsWhatHadFailed() {
      Webhook webhook = create(ALICE, ACTIVE);
      platform.deployed();
      deliver();

      assertThat(retry(webhook, only(webhook).id()))
          .isInstanceOf(SeeDeliveries.Outcome.Begun.class);
      deliver();

      assertThat(only(webhook).attempts()).hasSize(2);
      assertThat(platform.receivers.received()).hasSize(2);
    }

    @Test
    void knowsNoDeliveryOfAnotherWebhook() {
      Webhook webhook = create(ALICE, ACTIVE);
      platform.deployed();
      deliver();
      Webhook other = create(ALICE, ACTIVE);

      assertThat(retry(other, only(webhook).id()))
          .isEqualTo(new SeeDeliveries.Outcome.NoSuchDelivery());
    }

    @Test
    void isRefusedWhileItIsDisabled() {
      Webhook webhook = create(ALICE, ACTIVE);
      platform.deployed();
      deliver();
      manage().update(ALICE, webhook.id(), null, null, false);

      assertThat(retry(webhook, only(webhook).id()))
          .isEqualTo(new SeeDeliveries.Outcome.WebhookDisabled());
    }

    private SeeDeliveries.Outcome retry(Webhook webhook, DeliveryId id) {
      return platform.core.webhooks().deliveries().retry(ALICE, webhook.id(), id);
    }
  }

  @Nested
  class Keeping {

    @Test
    void forgetsWhatIsOverAndOld() {
      Webhook webhook = create(ALICE, ACTIVE);
      platform.deployed();
      deliver();
      platform.clock.advance(Duration.ofDays(30).plusMillis(1));

      platform.core.webhooks().deliver().keep();

      assertThat(deliveries(webhook)).isEmpty();
      assertThat(platform.store.outbox().read(0, 10)).isEmpty();
    }

    @Test
    void forgetsNothingThatNobodyHasReadYet() {
      create(ALICE, ACTIVE);
      platform.deployed();
      platform.clock.advance(Duration.ofDays(31));

      platform.core.webhooks().deliver().keep();
      deliver();

      assertThat(bodies()).hasSize(1);
    }
  }
}
