package io.whopship.ports.model.deploy;

import java.time.Instant;

/**
 * Something that others may want to hear of.
 *
 * @param type a stable name: {@code deployment.active}
 */
public record Notice(String type, Instant at) {}
