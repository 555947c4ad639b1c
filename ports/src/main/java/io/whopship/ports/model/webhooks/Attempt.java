package io.whopship.ports.model.webhooks;

import java.time.Duration;
import java.time.Instant;

/** One request, and what came of it. */
public record Attempt(Instant at, Duration took, SendResult result) {}
