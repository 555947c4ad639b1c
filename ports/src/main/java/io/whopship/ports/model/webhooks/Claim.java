package io.whopship.ports.model.webhooks;

import java.util.UUID;

/**
 * A delivery that somebody has in hand.
 *
 * @param lease whoever holds it, and nobody else, settles the delivery
 * @param tries how often it was in vain, since it was last begun
 */
public record Claim(UUID lease, Webhook webhook, DeliveryId delivery, Message message,
    int tries) {}
