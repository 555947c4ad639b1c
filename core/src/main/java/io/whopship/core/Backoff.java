package io.whopship.core;

import java.time.Duration;

/** How long to wait before something that failed is tried again. */
final class Backoff {

  private static final Duration MAX = Duration.ofSeconds(30);

  private Backoff() {}

  /** 1, 2, 4, ... seconds, half a minute at most; {@code attempt} is 0 after the first try. */
  static Duration after(int attempt) {
    Duration doubled = Duration.ofSeconds(1L << Math.min(attempt, 30));
    return doubled.compareTo(MAX) < 0 ? doubled : MAX;
  }
}
