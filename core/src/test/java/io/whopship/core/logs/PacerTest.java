package io.whopship.core.logs;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.testkit.FakeTimer;
import io.whopship.testkit.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class PacerTest {

  private static final Instant NOON = Instant.parse("2025-01-24T12:00:00Z");
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final MovableClock clock = new MovableClock(NOON);
  private final FakeTimer timer = new FakeTimer(clock);
  private int runs;

  @Test
  void aClockThatIsSetBackHoldsNothingUp() {
    AtomicReference<Duration> back = new AtomicReference<>(Duration.ZERO);
    Pacer pacer = new Pacer(timer, () -> clock.instant().minus(back.get()), () -> PAUSE,
        () -> runs++);
    pacer.signal();
    back.set(Duration.ofMinutes(10));

    pacer.signal();
    timer.pass(PAUSE);

    assertThat(runs).isEqualTo(2);
  }

  @Test
  void manySignalsAreOneRun() {
    Pacer pacer = new Pacer(timer, clock, () -> PAUSE, () -> runs++);
    for (int i = 0; i < 10; i++) {
      pacer.signalAway();
    }
    assertThat(runs).isZero();
    timer.runDue();

    assertThat(runs).isEqualTo(1);
  }
}
