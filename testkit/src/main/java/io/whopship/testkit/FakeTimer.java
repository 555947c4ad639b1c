package io.whopship.testkit;

import io.whopship.ports.driven.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Keeps tasks until a test runs them, on the test's own thread and at the time of a
 * {@link MovableClock}. Safe for use by many threads.
 */
public final class FakeTimer implements Timer {

  /** More tasks than this in one run mean that something goes round in circles. */
  private static final int MAX_TASKS = 100_000;

  private record Waiting(long number, Instant at, Runnable task) {}

  private final MovableClock clock;
  private final List<Waiting> waiting = new ArrayList<>();
  private long last;

  public FakeTimer(MovableClock clock) {
    this.clock = clock;
  }

  @Override
  public Pending after(Duration delay, Runnable task) {
    synchronized (waiting) {
      long number = ++last;
      waiting.add(new Waiting(number, clock.instant().plus(delay), task));
      return () -> remove(number);
    }
  }

  /** How many tasks wait for their time. */
  public int pending() {
    synchronized (waiting) {
      return waiting.size();
    }
  }

  /** Runs what is due, with that which falls due by it, in the order of its time. */
  public void runDue() {
    for (int i = 0; i < MAX_TASKS; i++) {
      Optional<Waiting> due = take(clock.instant());
      if (due.isEmpty()) {
        return;
      }
      due.get().task().run();
    }
    throw new IllegalStateException("more than " + MAX_TASKS + " tasks fell due");
  }

  /**
   * Moves the clock from one due time to the next, and runs what is due, until this time is over.
   */
  public void pass(Duration time) {
    Instant end = clock.instant().plus(time);
    runDue();
    for (Optional<Instant> next = next(); next.isPresent()
        && !next.get().isAfter(end); next = next()) {
      clock.advance(Duration.between(clock.instant(), next.get()));
      runDue();
    }
    clock.advance(Duration.between(clock.instant(), end));
  }

  private Optional<Instant> next() {
    synchronized (waiting) {
      return waiting.stream().map(Waiting::at).min(Comparator.naturalOrder());
    }
  }

  private Optional<Waiting> take(Instant now) {
    synchronized (waiting) {
      Optional<Waiting> due = waiting.stream()
          .filter(task -> !task.at().isAfter(now))
          .min(Comparator.comparing(Waiting::at));
      due.ifPresent(task -> remove(task.number()));
      return due;
    }
  }

  private void remove(long number) {
    synchronized (waiting) {
      waiting.removeIf(task -> task.number() == number);
    }
  }
}
