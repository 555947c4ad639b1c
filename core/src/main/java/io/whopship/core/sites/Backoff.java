package io.whopship.core.sites;

import io.whopship.ports.driven.PortException;
import java.time.Duration;

/** How long to wait before something that failed is tried again. */
public final class Backoff {

  private static final Duration MAX = Duration.ofSeconds(30);

  private Backoff() {}

  /**
   * 1, 2, 4, ... seconds, half a minute at most; longer, if what was called has asked for that.
   *
   * @param attempt 0 after the first try
   */
  public static Duration after(int attempt, Throwable cause) {
    Duration usual = usual(attempt);
    return cause instanceof PortException.Unavailable unavailable
        && unavailable.retryAfter().compareTo(usual) > 0 ? unavailable.retryAfter() : usual;
  }

  private static Duration usual(int attempt) {
    Duration doubled = Duration.ofSeconds(1L << Math.min(attempt, 30));
    return doubled.compareTo(MAX) < 0 ? doubled : MAX;
  }
}
