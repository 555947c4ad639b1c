package io.whopship.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.whopship.testkit.FakeTimer;
import io.whopship.testkit.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class RecurringTest {

  private static final Duration HOUR = Duration.ofHours(1);

  private final MovableClock clock = new MovableClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final FakeTimer timer = new FakeTimer(clock);
  private final List<Instant> times = new ArrayList<>();

  private Recurring every(Duration pause, Runnable task) {
    return Recurring.start(timer, pause, "a task of a test", task);
  }

  @Test
  void isDoneAtTheStartAndAfterEachPause() {
    Instant start = clock.instant();

    Recurring recurring = every(HOUR, () -> times.add(clock.instant()));
    timer.pass(HOUR.multipliedBy(2));

    assertThat(times).containsExactly(start, start.plus(HOUR), start.plus(HOUR.multipliedBy(2)));
    recurring.close();
  }

  @Test
  void goesOnAfterAFailure() {
    Recurring recurring = every(HOUR, () -> {
      times.add(clock.instant());
      throw new IllegalStateException("thrown by a test");
    });

    timer.pass(HOUR);

    assertThat(times).hasSize(2);
    recurring.close();
  }

  @Test
  void isNotDoneOnceItIsClosed() {
    Recurring recurring = every(HOUR, () -> times.add(clock.instant()));
    timer.runDue();

    recurring.close();

    timer.pass(HOUR.multipliedBy(3));
    assertThat(times).hasSize(1);
    assertThat(timer.pending()).isZero();
  }

  @Test
  void whoClosesWaitsForWhatIsBeingDone() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    List<String> order = new ArrayList<>();
    try (ThreadTimer threads = new ThreadTimer()) {
      Recurring recurring = Recurring.start(threads, HOUR, "a slow task of a test", () -> {
        begun.countDown();
        awaitQuietly(released);
        order.add("done");
      });
      begun.await();
      Thread closing = Thread.ofVirtual().start(() -> {
        recurring.close();
        order.add("closed");
      });
      await().until(() -> closing.getState() == Thread.State.TIMED_WAITING);
      released.countDown();
      closing.join();
    }
    assertThat(order).containsExactly("done", "closed");
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
