package io.whopship.adapter.http;

import io.whopship.ports.driven.RateLimits.Policy;
import java.time.Duration;
import java.util.Map;

/**
 * How many requests a caller may still send, in the fields of draft-ietf-httpapi-ratelimit-headers:
 * {@code RateLimit-Policy: "status";q=120;w=60} and {@code RateLimit: "status";r=119;t=1}.
 */
final class RateFields {

  private static final String LIMIT = "RateLimit";
  private static final String POLICY = "RateLimit-Policy";

  private RateFields() {}

  /**
   * Both of them.
   *
   * @param left how many more may come at once
   * @param reset until there are more: all of them, or the next one if none is left
   */
  static Map<String, String> of(String name, Policy policy, long left, Duration reset) {
    return Map.of(
        POLICY, "\"%s\";q=%d;w=%d".formatted(name, policy.quota(), policy.window().toSeconds()),
        LIMIT, "\"%s\";r=%d;t=%d".formatted(name, left, WholeSeconds.of(reset)));
  }
}
