package io.whopship.adapter.http;

import java.time.Duration;

/** Times as header fields count them. */
final class WholeSeconds {

  private WholeSeconds() {}

  /** The least number that is not shorter. */
  static long of(Duration time) {
    return time.plusNanos(999_999_999).toSeconds();
  }
}
