package io.whopship.app;

import io.whopship.ports.driven.Timer;
import io.whopship.testkit.contract.RunningTimerContract;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;

class ThreadTimerTest extends RunningTimerContract {

  @Override
  protected RunningTimer open() {
    ThreadTimer timer = new ThreadTimer();
    long start = System.nanoTime();
    return new RunningTimer() {
      @Override
      public Timer timer() {
        return timer;
      }

      @Override
      public Instant now() {
        // By a clock that never goes back, as the timer's.
        return Instant.EPOCH.plusNanos(System.nanoTime() - start);
      }

      @Override
      public void await(BooleanSupplier condition) {
        Awaitility.await()
            .pollInterval(Duration.ofMillis(5))
            .atMost(Duration.ofSeconds(10))
            .until(condition::getAsBoolean);
      }

      @Override
      public void close() {
        timer.close();
      }
    };
  }
}
