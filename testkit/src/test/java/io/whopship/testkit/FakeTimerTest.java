package io.whopship.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driven.Timer;
import io.whopship.testkit.contract.TimerContract;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class FakeTimerTest extends TimerContract {

  private static final Duration TICK = Duration.ofMillis(10);

  private final MovableClock clock = new MovableClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final FakeTimer timer = new FakeTimer(clock);

  @Override
  protected RunningTimer open() {
    return new RunningTimer() {
      @Override
      public Timer timer() {
        return timer;
      }

      @Override
      public Instant now() {
        return clock.instant();
      }

      @Override
      public void await(BooleanSupplier condition) {
        timer.runDue();
        for (int ticks = 0; !condition.getAsBoolean(); ticks++) {
          assertThat(ticks).isLessThan(1_000);
          timer.pass(TICK);
        }
      }

      @Override
      public void close() {
        // It has no threads of its own.
      }
    };
  }

  @Test
  void runsNothingByItself() {
    List<String> ran = new ArrayList<>();
    timer.after(Duration.ZERO, () -> ran.add("task"));
    clock.advance(Duration.ofHours(1));

    assertThat(ran).isEmpty();
    assertThat(timer.pending()).isEqualTo(1);

    timer.runDue();

    assertThat(ran).containsExactly("task");
    assertThat(timer.pending()).isZero();
  }

  @Test
  void lettingTimePassRunsEachTaskAtItsOwnTime() {
    Instant start = clock.instant();
    List<Instant> times = new ArrayList<>();
    timer.after(Duration.ofSeconds(2), () -> times.add(clock.instant()));
    timer.after(Duration.ofSeconds(1), () -> times.add(clock.instant()));

    timer.pass(Duration.ofSeconds(10));

    assertThat(times).containsExactly(start.plusSeconds(1), start.plusSeconds(2));
    assertThat(clock.instant()).isEqualTo(start.plusSeconds(10));
  }
}
