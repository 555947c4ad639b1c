package io.whopship.core;

import static io.whopship.core.Platform.ADMIN;
import static io.whopship.core.Platform.ALICE;
import static io.whopship.core.Platform.MALLORY;
import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driving.webhooks.ManageWebhooks;
import io.whopship.ports.driving.webhooks.ManageWebhooks.Creation;
import io.whopship.ports.driving.webhooks.SeeDeliveries;
import io.whopship.ports.driving.webhooks.TryWebhook;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.Page;
import io.whopship.ports.model.webhooks.DeliveryId;
import io.whopship.ports.model.webhooks.EventFilter;
import io.whopship.ports.model.webhooks.SendResult;
import io.whopship.ports.model.webhooks.Webhook;
import io.whopship.ports.model.webhooks.WebhookId;
import io.whopship.ports.model.webhooks.WebhookStatus;
import io.whopship.ports.model.webhooks.WebhookUrl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What owners of webhooks do with them. */
class WebhookManagementTest extends WebhooksSetting {

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
