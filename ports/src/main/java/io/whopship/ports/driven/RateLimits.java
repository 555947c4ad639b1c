package io.whopship.ports.driven;

import io.whopship.ports.model.identity.OwnerId;
import java.time.Duration;

/** How often a caller may ask. */
public interface RateLimits {

  /** Counts one request of this kind, and says whether it may go on. */
  Verdict count(OwnerId owner, Kind kind);

  /** Kinds of request that are counted apart. */
  enum Kind {
    STATUS, LOGS, OTHER
  }

  /** Whether a request may go on. */
  sealed interface Verdict {

    record Allowed() implements Verdict {}

    record Exceeded(Duration retryAfter) implements Verdict {}
  }
}
