package io.whopship.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driven.Timer;
import io.whopship.ports.driven.Timer.Pending;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What {@link Timer} promises, whoever runs its tasks. */
public abstract class TimerContract {

  /** A timer of one test, and its time. */
  public interface RunningTimer extends AutoCloseable {

    Timer timer();

    /** By the clock that the timer itself goes by. */
    Instant now();

    /**
     * Lets time pass, by moving a clock or by waiting, until this holds; fails if it does not
     * within a few seconds.
     */
    void await(BooleanSupplier condition);

    /** Closes the timer, if it can be closed. Closing twice is fine. */
    @Override
    void close();
  }

  static final Duration SOON = Duration.ofMillis(50);

  final List<String> done = new CopyOnWriteArrayList<>();
  RunningTimer running;

  /** Opens a timer, which a test closes at its end. */
  protected abstract RunningTimer open();

  @BeforeEach
  void openTimer() {
    running = open();
  }

  @AfterEach
  void closeTimer() {
    running.close();
  }

  Pending after(Duration delay, String name) {
    return running.timer().after(delay, () -> done.add(name));
  }

  void awaitDone(String name) {
    running.await(() -> done.contains(name));
  }

  @Nested
  class ATask {

    @Test
    void runsNoSoonerThanAfterItsTime() {
      Instant due = running.now().plus(SOON);
      List<Instant> times = new CopyOnWriteArrayList<>();

      running.timer().after(SOON, () -> times.add(running.now()));

      running.await(() -> !times.isEmpty());
      assertThat(times).allSatisfy(time -> assertThat(time).isAfterOrEqualTo(due));
    }

    @Test
    void runsOnce() {
      after(SOON, "task");
      after(SOON.multipliedBy(4), "last");

      awaitDone("last");

      assertThat(done).containsExactly("task", "last");
    }

    @Test
    void withoutADelayRunsAtOnce() {
      Instant asked = running.now();

      after(Duration.ZERO, "task");

      awaitDone("task");
      assertThat(Duration.between(asked, running.now())).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void runsBeforeOneThatWasAskedForEarlierButIsDueLater() {
      after(SOON.multipliedBy(4), "later");
      after(SOON, "sooner");

      awaitDone("later");

      assertThat(done).containsExactly("sooner", "later");
    }

    @Test
    void mayAskForAnother() {
      running.timer().after(SOON, () -> after(SOON, "second"));

      awaitDone("second");
    }
  }

  @Nested
  class ACancelledTask {

    @Test
    void doesNotRun() {
      Pending pending = after(SOON, "cancelled");
      after(SOON.multipliedBy(4), "last");

      pending.cancel();

      awaitDone("last");
      assertThat(done).containsExactly("last");
    }

    @Test
    void mayBeCancelledAgain() {
      Pending pending = after(SOON, "cancelled");
      after(SOON.multipliedBy(4), "last");

      pending.cancel();
      pending.cancel();

      awaitDone("last");
      assertThat(done).containsExactly("last");
    }

    @Test
    void leavesOthersOfTheSameTimeAlone() {
      Pending pending = after(SOON, "cancelled");
      after(SOON, "kept");

      pending.cancel();

      awaitDone("kept");
      assertThat(done).containsExactly("kept");
    }

    @Test
    void mayHaveRunBefore() {
      Pending pending = after(SOON, "task");
      awaitDone("task");

      pending.cancel();

      assertThat(done).containsExactly("task");
    }
  }
}
