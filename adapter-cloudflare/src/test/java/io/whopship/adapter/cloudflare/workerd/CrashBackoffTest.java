package io.whopship.adapter.cloudflare.workerd;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CrashBackoffTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void whatNeverCrashedMayStart() {
    assertThat(CrashBackoff.NONE.remaining(NOW)).isZero();
  }

  @Test
  void crashesInARowKeepItDownForLongerAndLonger() {
    List<Long> seconds = new ArrayList<>();
    CrashBackoff backoff = CrashBackoff.NONE;
    for (int i = 0; i < 9; i++) {
      backoff = backoff.next(NOW, NOW);
      seconds.add(backoff.remaining(NOW).toSeconds());
    }

    assertThat(seconds).containsExactly(0L, 1L, 2L, 4L, 8L, 16L, 30L, 30L, 30L);
  }

  @Test
  void itMayStartWhenTheTimeIsOver() {
    CrashBackoff backoff = CrashBackoff.NONE.next(NOW, NOW).next(NOW, NOW).next(NOW, NOW);

    assertThat(backoff.remaining(NOW.plusMillis(1_500))).isEqualTo(Duration.ofMillis(500));
    assertThat(backoff.remaining(NOW.plusSeconds(2))).isZero();
  }

  @Test
  void whatRanForAMinuteIsTrustedAgain() {
    CrashBackoff backoff = CrashBackoff.NONE.next(NOW, NOW).next(NOW, NOW);

    assertThat(backoff.next(NOW.minusSeconds(61), NOW).crashes()).isEqualTo(1);
    assertThat(backoff.next(NOW.minusSeconds(59), NOW).crashes()).isEqualTo(3);
  }
}
