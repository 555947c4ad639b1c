package io.whopship.core.webhooks;

import io.whopship.core.webhooks.WebhookAccess.ToWebhook;
import io.whopship.ports.driven.webhooks.WebhookDeliveries;
import io.whopship.ports.driven.webhooks.Webhooks;
import io.whopship.ports.driving.webhooks.SeeDeliveries;
import io.whopship.ports.model.Page;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.webhooks.DeliveryId;
import io.whopship.ports.model.webhooks.Webhook;
import io.whopship.ports.model.webhooks.WebhookId;
import java.time.InstantSource;

final class SeeDeliveriesService implements SeeDeliveries {

  private final WebhookAccess access;
  private final WebhookDeliveries deliveries;
  private final InstantSource clock;

  SeeDeliveriesService(Webhooks webhooks, WebhookDeliveries deliveries, InstantSource clock) {
    this.access = new WebhookAccess(webhooks);
    this.deliveries = deliveries;
    this.clock = clock;
  }

  @Override
  public Listing list(Caller caller, WebhookId id, Page.Request page) {
    return switch (access.webhook(caller, id)) {
      case ToWebhook.Granted granted -> new Listing.Found(deliveries.list(id, page));
      case ToWebhook.Denied() -> new Listing.NotYours();
      case ToWebhook.Absent() -> new Listing.NoSuchWebhook();
    };
  }

  @Override
  public Outcome retry(Caller caller, WebhookId id, DeliveryId delivery) {
    return switch (access.webhook(caller, id)) {
      case ToWebhook.Granted(Webhook webhook) -> retry(webhook, delivery);
      case ToWebhook.Denied() -> new Outcome.NotYours();
      case ToWebhook.Absent() -> new Outcome.NoSuchWebhook();
    };
  }

  private Outcome retry(Webhook webhook, DeliveryId id) {
    if (webhook.status().isDisabled()) {
      return new Outcome.WebhookDisabled();
    }
    return deliveries.find(id)
        .filter(delivery -> delivery.webhook().equals(webhook.id()))
        .flatMap(delivery -> deliveries.beginAgain(id, clock.instant()))
        .<Outcome>map(Outcome.Begun::new)
        .orElseGet(Outcome.NoSuchDelivery::new);
  }
}
