package io.whopship.adapter.jdbc;

import java.time.Duration;

/**
 * What webhooks are still to be sent.
 *
 * @param waiting deliveries of all servers
 * @param oldest how long ago the first of them was written down; nothing if there is none
 */
public record WebhookBacklog(long waiting, Duration oldest) {}
