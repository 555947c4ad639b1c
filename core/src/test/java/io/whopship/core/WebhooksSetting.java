package io.whopship.core;

import static io.whopship.core.Platform.ALICE;

import io.whopship.ports.driving.webhooks.ManageWebhooks;
import io.whopship.ports.driving.webhooks.ManageWebhooks.Creation;
import io.whopship.ports.driving.webhooks.SeeDeliveries;
import io.whopship.ports.model.Page;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.webhooks.Delivery;
import io.whopship.ports.model.webhooks.EventFilter;
import io.whopship.ports.model.webhooks.Webhook;
import io.whopship.ports.model.webhooks.WebhookStatus;
import io.whopship.ports.model.webhooks.WebhookUrl;
import io.whopship.testkit.FakeWebhookSender.Received;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;

/** A platform whose webhooks are answered. */
abstract class WebhooksSetting {

  static final String HOST = "hooks.example";
  static final WebhookUrl URL = WebhookUrl.parse("https://" + HOST + "/x");
  static final EventFilter ACTIVE = new EventFilter(List.of("deployment.active"));

  final Platform platform = new Platform();

  @BeforeEach
  void answer() {
    platform.receivers.answer(HOST, 204);
  }

  ManageWebhooks manage() {
    return platform.core.webhooks().manage();
  }

  Webhook create(Caller caller, EventFilter events) {
    return ((Creation.Created) manage().create(caller, null, URL, events)).webhook();
  }

  /** Lets all that is due be sent, with what follows from it. */
  void deliver() {
    platform.core.webhooks().deliver().deliver();
    platform.timer.runDue();
  }

  List<String> bodies() {
    return platform.receivers.received().stream().map(Received::json).toList();
  }

  Delivery only(Webhook webhook) {
    return deliveries(webhook).getFirst();
  }

  List<Delivery> deliveries(Webhook webhook) {
    return ((SeeDeliveries.Listing.Found) platform.core.webhooks()
        .deliveries()
        .list(ALICE, webhook.id(), Page.Request.first())).deliveries().items();
  }

  WebhookStatus status(Webhook webhook) {
    return platform.webhooks.find(webhook.id()).orElseThrow().status();
  }
}
