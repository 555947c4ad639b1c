package io.whopship.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BackoffTest {

  private static final Duration HALF_A_SECOND = Duration.ofMillis(500);

  @Test
  void pausesDoubleUpToTheLongestAndDifferByChance() {
    Set<Duration> firsts = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      Backoff backoff = new Backoff(HALF_A_SECOND, Duration.ofSeconds(3));
      firsts.add(assertBetween(backoff.next(), 250, 500));
      assertBetween(backoff.next(), 500, 1000);
      assertBetween(backoff.next(), 1000, 2000);
      assertBetween(backoff.next(), 1500, 3000);
      assertBetween(backoff.next(), 1500, 3000);
      backoff.reset();
      assertBetween(backoff.next(), 250, 500);
    }
    assertThat(firsts).hasSizeGreaterThan(50);
  }

  private static Duration assertBetween(Duration pause, int least, int most) {
    assertThat(pause).isBetween(Duration.ofMillis(least), Duration.ofMillis(most));
    return pause;
  }
}
