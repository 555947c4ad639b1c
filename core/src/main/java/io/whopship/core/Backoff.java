package io.whopship.core;

import io.whopship.ports.driven.PortException;
import java.time.Duration;

/** How long to wait before something that failed is tried again. */
final class Backoff {

  private static final Duration MAX = Duration.ofSeconds(30);

  private Backoff() {}

  /** The same; longer, if what was called has asked for that. */
  static Duration after(int attempt, Throwable cause) {
    Duration usual = after(attempt);
    return cause instanceof PortException.Unavailable unavailable
        && unavailable.retryAfter().compareTo(usual) > 0 ? unavailable.retryAfter() : usual;
  }

  /** 1, 2, 4, ... seconds, half a minute at most; {@code attempt} is 0 after the first try. */
  static Duration after(int attempt) {
    Duration doubled = Duration.ofSeconds(1L << Math.min(attempt, 30));
    return doubled.compareTo(MAX) < 0 ? doubled : MAX;
  }
}
