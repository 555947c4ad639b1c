package io.whopship.ports.model.webhooks;

import java.time.Instant;

/** A delivery before a store has given it its number. It waits for its first attempt, now. */
public record NewDelivery(WebhookId webhook, Message message, Instant createdAt) {}
