package io.whopship.adapter.cloudflare.workerd;

import java.time.Duration;
import java.time.Instant;

/**
 * How long a release that ends by itself stays down. The first time it comes back at once, then
 * after 1, 2, 4 ... 30 seconds; one that ran for a minute is trusted again.
 *
 * @param crashes in a row
 * @param until when it may be started again
 */
record CrashBackoff(int crashes, Instant until) {

  static final CrashBackoff NONE = new CrashBackoff(0, Instant.MIN);

  private static final Duration TRUSTED_AFTER = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofSeconds(30);

  CrashBackoff next(Instant startedAt, Instant now) {
    int inARow = startedAt.plus(TRUSTED_AFTER).isBefore(now) ? 1 : crashes + 1;
    return new CrashBackoff(inARow, now.plus(delay(inARow)));
  }

  private static Duration delay(int crashes) {
    if (crashes == 1) {
      return Duration.ZERO;
    }
    Duration doubled = Duration.ofSeconds(1L << Math.min(crashes - 2, 5));
    return doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
  }

  /** Zero if it may be started now. */
  Duration remaining(Instant now) {
    return until.isAfter(now) ? Duration.between(now, until) : Duration.ZERO;
  }
}
