package io.whopship.adapter.cloudflare.api;

import java.time.Duration;

/**
 * Until when something may be sent. A process that was stopped goes on in the middle of a line:
 * what it decided before that may hold no more. Both clocks of the machine are asked, since the one
 * that only counts stands still while some machines sleep, and the other may be set back.
 */
final class Deadline {

  private final Pauses pauses;
  private final long nanos;
  private final long millis;

  private Deadline(Pauses pauses, Duration time) {
    this.pauses = pauses;
    this.nanos = pauses.nanoTime() + time.toNanos();
    this.millis = pauses.millis() + time.toMillis();
  }

  static Deadline in(Duration time, Pauses pauses) {
    return new Deadline(pauses, time);
  }

  boolean hasPassed() {
    return pauses.nanoTime() - nanos > 0 || pauses.millis() > millis;
  }
}
