package io.whopship.ports.driving.webhooks;

import io.whopship.ports.model.Page;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.webhooks.Delivery;
import io.whopship.ports.model.webhooks.DeliveryId;
import io.whopship.ports.model.webhooks.WebhookId;

/** Shows what a webhook was sent, and sends it again. */
public interface SeeDeliveries {

  /** The newest first. */
  Listing list(Caller caller, WebhookId webhook, Page.Request page);

  /** What was found. */
  sealed interface Listing {

    record Found(Page<Delivery> deliveries) implements Listing {}

    record NoSuchWebhook() implements Listing {}

    record NotYours() implements Listing {}
  }

  /** Begins a delivery anew, whatever came of it: now, and if that is in vain on the schedule. */
  Outcome retry(Caller caller, WebhookId webhook, DeliveryId delivery);

  /** What came of it. */
  sealed interface Outcome {

    record Begun(Delivery delivery) implements Outcome {}

    record NoSuchWebhook() implements Outcome {}

    /** There is none of this number, or it is not this webhook's. */
    record NoSuchDelivery() implements Outcome {}

    record NotYours() implements Outcome {}

    /** Nothing is sent to a disabled one. */
    record WebhookDisabled() implements Outcome {}
  }
}
