package io.whopship.adapter.cloudflare.api;

import java.net.http.HttpHeaders;
import java.time.Duration;

/**
 * The calls of one token, of which Cloudflare takes 1,200 in five minutes, whoever makes them; it
 * blocks all of them when there are more. A bucket of 300 that fills by three a second never lets
 * more than that through. What the answers say of the rate counts more. Safe for many threads.
 *
 * <p>
 * Written here because libraries for this know neither the pause that a 429 asks for, nor that the
 * other side counts too.
 */
final class RateBudget {

  static final int BURST = 300;
  private static final long NANOS_EACH = Duration.ofSeconds(1).toNanos() / 3;

  private final Pauses pauses;
  private long nanosEach = NANOS_EACH;
  /** When the bucket will be full, if nobody calls. */
  private long full;
  private long closedUntil;

  RateBudget(Pauses pauses) {
    this.pauses = pauses;
    this.full = pauses.nanoTime();
    this.closedUntil = full;
  }

  /** Takes one call, in turn; answers how long to wait for it. Beyond the longest takes none. */
  synchronized Duration take(Duration longest) {
    long now = pauses.nanoTime();
    long wait = Math.max(0, Math.max(full, now) + nanosEach - BURST * nanosEach - now);
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
    for (RateHeaders.Policy policy : RateHeaders.policies(headers)) {
      nanosEach = Math.max(nanosEach, policy.window().toNanos() / policy.calls());
    }
    for (RateHeaders.Left left : RateHeaders.left(headers)) {
      long calls = Math.min(left.calls(), BURST);
      full = Math.max(full, pauses.nanoTime() + (BURST - calls) * nanosEach);
      if (left.calls() == 0) {
        close(left.reset());
      }
    }
  }
}
