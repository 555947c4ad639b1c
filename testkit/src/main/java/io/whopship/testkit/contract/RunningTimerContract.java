package io.whopship.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * What {@link io.whopship.ports.driven.Timer} promises where tasks have threads of their own.
 */
public abstract class RunningTimerContract extends TimerContract {

  @Nested
  class AThread {

    @Test
    void isNotTheCallers() {
      Set<Thread> threads = ConcurrentHashMap.newKeySet();

      running.timer().after(Duration.ZERO, () -> threads.add(Thread.currentThread()));

      running.await(() -> !threads.isEmpty());
      assertThat(threads).doesNotContain(Thread.currentThread());
    }

    @Test
    void thatIsBlockedHoldsNobodyUp() {
      CountDownLatch released = new CountDownLatch(1);
      running.timer().after(Duration.ZERO, () -> {
        awaitQuietly(released);
        done.add("blocked");
      });

      after(SOON, "another");

      awaitDone("another");
      assertThat(done).containsExactly("another");
      released.countDown();
      awaitDone("blocked");
    }

    @Test
    void outlivesATaskThatThrows() {
      running.timer().after(Duration.ZERO, () -> {
        throw new IllegalStateException("thrown by a test");
      });

      after(SOON, "another");

      awaitDone("another");
    }

    private void awaitQuietly(CountDownLatch latch) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Nested
  class AClosedTimer {

    @Test
    void runsNothingThatWaited() {
      after(SOON, "waiting");

      running.close();

      assertNothingIsDone();
    }

    @Test
    void takesTasksWithoutAWordAndRunsNone() {
      running.close();

      after(Duration.ZERO, "late").cancel();
      after(Duration.ZERO, "late");

      assertNothingIsDone();
    }

    /** Another timer tells when the time would have been over. */
    private void assertNothingIsDone() {
      try (RunningTimer other = open()) {
        other.timer().after(SOON.multipliedBy(4), () -> done.add("last"));
        other.await(() -> done.contains("last"));
      }
      assertThat(done).containsExactly("last");
    }
  }
}
