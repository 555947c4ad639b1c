package io.whopship.adapter.cloudflare.api;

import java.time.Duration;

/** Times as a person says them. */
final class Spoken {

  private Spoken() {}

  /** {@code 2 s}, or {@code 0.5 s} below a second. */
  static String time(Duration time) {
    long tenths = Math.max(1, Math.round(time.toMillis() / 100.0));
    return tenths < 10 ? "0." + tenths + " s" : Math.round(tenths / 10.0) + " s";
  }
}
