package io.whopship.testkit.cloudflare;

import java.time.Duration;
import java.time.Instant;

/**
 * What a script served at a time, as Cloudflare's analytics count it.
 *
 * @param namespace the dispatch namespace; empty for a script of the account
 * @param p50 half of the requests took no longer, and 99 of 100 no longer than {@code p99}
 */
public record Served(String namespace, String script, Instant at, long requests, long errors,
    Duration p50, Duration p99) {}
