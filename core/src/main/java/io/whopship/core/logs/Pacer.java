package io.whopship.core.logs;

import io.whopship.ports.driven.Timer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Runs something soon after a signal: at once if it has been quiet, else when the pause is over.
 */
final class Pacer {

  private final Timer timer;
  private final InstantSource clock;
  private final Supplier<Duration> pauses;
  private final Runnable task;
  private final ReentrantLock lock = new ReentrantLock();
  private Instant quietUntil = Instant.MIN;
  private boolean isComing;

  Pacer(Timer timer, InstantSource clock, Supplier<Duration> pauses, Runnable task) {
    this.timer = timer;
    this.clock = clock;
    this.pauses = pauses;
    this.task = task;
  }

  /** There is something to do. If it has been quiet, it is done on this very thread. */
  void signal() {
    if (mayRunNow()) {
      task.run();
    }
  }

  private boolean mayRunNow() {
    lock.lock();
    try {
      Instant now = clock.instant();
      if (isComing) {
        return false;
      }
      if (now.isBefore(quietUntil)) {
        isComing = true;
        timer.after(untilQuiet(now), this::run);
        return false;
      }
      quietUntil = now.plus(pauses.get());
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** The same, but never on this thread. */
  void signalAway() {
    lock.lock();
    try {
      if (!isComing) {
        isComing = true;
        Instant now = clock.instant();
        timer.after(now.isBefore(quietUntil) ? untilQuiet(now) : Duration.ZERO, this::run);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Never more than the pause: a clock that is set back is not to hold anything up. */
  private Duration untilQuiet(Instant now) {
    Duration wait = Duration.between(now, quietUntil);
    Duration pause = pauses.get();
    return wait.compareTo(pause) > 0 ? pause : wait;
  }

  private void run() {
    lock.lock();
    try {
      isComing = false;
      quietUntil = clock.instant().plus(pauses.get());
    } finally {
      lock.unlock();
    }
    task.run();
  }
}
