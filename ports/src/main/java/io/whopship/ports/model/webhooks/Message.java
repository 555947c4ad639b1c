package io.whopship.ports.model.webhooks;

import java.time.Instant;

/**
 * What is sent: the same bytes at every attempt, and to every webhook that hears of the event.
 *
 * @param id by which a receiver knows what it has had already
 * @param type of the event: {@code deployment.active}
 * @param at when the event happened
 */
public record Message(String id, String type, Instant at, String body) {}
