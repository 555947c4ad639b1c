package io.whopship.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MovableClockTest {

  private final MovableClock clock = new MovableClock(Instant.EPOCH);

  @Test
  void standsStillUntilItIsMoved() {
    assertThat(clock.instant()).isEqualTo(clock.instant()).isEqualTo(Instant.EPOCH);

    clock.advance(Duration.ofMillis(1));
    clock.advance(Duration.ofSeconds(2));

    assertThat(clock.instant()).isEqualTo(Instant.ofEpochMilli(2001));
  }

  @Test
  void doesNotGoBack() {
    assertThatThrownBy(() -> clock.advance(Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(clock.instant()).isEqualTo(Instant.EPOCH);
  }
}
