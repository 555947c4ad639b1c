package io.whopship.adapter.cloudflare.workerd;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.adapter.cloudflare.workerd.WorkerdSettings.Times;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DoubtTest {

  /** A loop counts after 5 s, anything else after 60 s. */
  private static final Times TIMES = new Times(Duration.ofSeconds(1), Duration.ofSeconds(60),
      Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofSeconds(1));

  private static boolean isHopeless(double silentSeconds, double cpuSeconds) {
    Doubt doubt = new Doubt(-1_000, Duration.ofSeconds(100));
    return doubt.isHopeless(-1_000 + (long) (silentSeconds * 1e9),
        Duration.ofMillis(100_000 + (long) (cpuSeconds * 1000)), TIMES);
  }

  @Test
  void whoComputesAllTheWhileLoops() {
    assertThat(isHopeless(5, 4.9)).isTrue();
  }

  @Test
  void whoComputesForLessThanThatMayYetAnswer() {
    assertThat(isHopeless(4.9, 4.9)).isFalse();
    assertThat(isHopeless(4.9, 9)).as("on two processors").isFalse();
  }

  @Test
  void onABusyMachineALoopTakesLongerToShow() {
    assertThat(isHopeless(9, 3)).isFalse();
    assertThat(isHopeless(15, 5)).isTrue();
  }

  @Test
  void whoIsStuckWithoutComputingGetsAsLongAsAnAnswer() {
    assertThat(isHopeless(59, 0)).isFalse();
    assertThat(isHopeless(60, 0)).isTrue();
  }
}
