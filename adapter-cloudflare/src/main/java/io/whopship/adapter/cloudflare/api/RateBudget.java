package io.whopship.adapter.cloudflare.api;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * The calls of one token, of which Cloudflare takes 1,200 in five minutes, whoever makes them; it
 * blocks all of them when there are more. A bucket of a quarter of them that fills by the other
 * three in that time never lets more than that through. What the answers say of the rate counts
 * more: that there is less, and that an account was given more. Safe for many threads.
 *
 * <p>
 * Written here because libraries for this know neither the pause that a 429 asks for, nor that the
 * other side counts too.
 */
final class RateBudget {

  private static final RateHeaders.Policy OF_A_TOKEN = new RateHeaders.Policy("\"default\"", 1_200,
      Duration.ofMinutes(5));
  /** Of the 200 a second that Cloudflare takes from one address. */
  private static final long LEAST_NANOS_EACH = Duration.ofSeconds(1).toNanos() / 150;

  private final Pauses pauses;
  private final Map<String, RateHeaders.Policy> policies = new HashMap<>();
  private long burst;
  private long nanosEach;
  /** When the bucket will be full, if nobody calls. */
  private long full = Long.MIN_VALUE;
  private long closedUntil;

  RateBudget(Pauses pauses) {
    this.pauses = pauses;
    this.closedUntil = pauses.nanoTime();
    learn(OF_A_TOKEN);
  }

  /** Takes one call, in turn; answers how long to wait for it. Beyond the longest takes none. */
  synchronized Duration take(Duration longest) {
    long now = pauses.nanoTime();
    long wait = Math.max(0, Math.max(full, now) + nanosEach - burst * nanosEach - now);
    Duration asked = Duration.ofNanos(Math.max(wait, closedUntil - now));
    if (asked.compareTo(longest) <= 0) {
      full = Math.max(full, now) + nanosEach;
    }
    return asked;
  }

  /** How long all calls have to wait; zero if they need not. */
  synchronized Duration closed() {
    return Duration.ofNanos(Math.max(0, closedUntil - pauses.nanoTime()));
  }

  /** Makes all calls wait. */
  synchronized void close(Duration time) {
    closedUntil = Math.max(closedUntil, pauses.nanoTime() + time.toNanos());
  }

  /** Learns from an answer. */
  synchronized void learn(HttpHeaders headers) {
    RateHeaders.policies(headers).forEach(this::learn);
    for (RateHeaders.Left left : RateHeaders.left(headers)) {
      long calls = Math.min(left.calls(), burst);
      full = Math.max(full, pauses.nanoTime() + (burst - calls) * nanosEach);
      if (left.calls() == 0) {
        close(left.reset());
      }
    }
  }

  /** The tightest of all rules that answers ever named is kept to. */
  private void learn(RateHeaders.Policy policy) {
    if (policy.equals(policies.put(policy.name(), policy))) {
      return;
    }
    long now = pauses.nanoTime();
    long taken = full > now ? Math.ceilDiv(full - now, nanosEach) : 0;
    burst = policies.values().stream().mapToLong(RateBudget::burst).min().orElseThrow();
    nanosEach = policies.values()
        .stream()
        .mapToLong(each -> each.window().toNanos() / Math.max(1, each.calls() - burst(each)))
        .reduce(LEAST_NANOS_EACH, Math::max);
    full = now + taken * nanosEach;
  }

  private static long burst(RateHeaders.Policy policy) {
    return Math.max(1, policy.calls() / 4);
  }
}
