package io.whopship.ports.model.webhooks;

import java.time.Instant;
import java.util.List;

/**
 * One message to one webhook.
 *
 * @param attempts all there were, the first one first
 */
public record Delivery(DeliveryId id, WebhookId webhook, Message message, DeliveryState state,
    List<Attempt> attempts, Instant createdAt) {

  public Delivery {
    attempts = List.copyOf(attempts);
  }
}
