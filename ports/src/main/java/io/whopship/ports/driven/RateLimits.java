package io.whopship.ports.driven;

import io.whopship.ports.model.identity.OwnerId;
import java.time.Duration;

/** How often a caller may ask. Safe for use by many threads. */
public interface RateLimits {

  /** Says whether a request of this kind may go on; counts it if so. */
  Verdict count(OwnerId owner, Kind kind);

  /** Kinds of request that are counted apart. */
  enum Kind {
    STATUS, LOGS, OTHER
  }

  /** So many requests at once, and as many more over each window of this length. */
  record Policy(int quota, Duration window) {}

  /** Whether a request may go on. */
  sealed interface Verdict {

    /** It may, like all of its kind. */
    record Unlimited() implements Verdict {}

    /**
     * It may.
     *
     * @param left how many more may follow at once
     * @param reset until the whole quota is there again, if none follows
     */
    record Allowed(Policy policy, long left, Duration reset) implements Verdict {}

    /** It may not: the next one may, after that time. */
    record Exceeded(Policy policy, Duration retryAfter) implements Verdict {}
  }
}
