package io.whopship.adapter.cloudflare.workerd;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.testkit.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IncidentReportsTest {

  private final List<String> told = new ArrayList<>();
  private final MovableClock clock = new MovableClock(
      Instant.parse("2026-01-01T00:00:00Z"));
  private final IncidentReports reports = new IncidentReports(
      (release, line) -> told.add(release + ": " + line), clock);

  private void crash(int times) {
    for (int i = 0; i < times; i++) {
      reports.add(RunningEdge.release(1), "It crashed.");
    }
  }

  @Test
  void theSameTroubleIsToldEverMoreRarely() {
    crash(1_000);

    assertThat(told).hasSize(10)
        .startsWith("whopship-7-1: It crashed.",
            "whopship-7-1: It crashed. (Incident 2 in short order.)",
            "whopship-7-1: It crashed. (Incident 4 in short order.)");
  }

  @Test
  void afterAQuietHourItIsNewsAgain() {
    crash(3);
    clock.advance(Duration.ofMinutes(61));

    crash(1);

    assertThat(told).hasSize(3).last().isEqualTo("whopship-7-1: It crashed.");
  }

  @Test
  void eachReleaseIsCountedForItself() {
    crash(3);

    reports.add(RunningEdge.release(2), "It crashed.");

    assertThat(told).last().isEqualTo("whopship-7-2: It crashed.");
  }

  @Test
  void aListenerThatFailsHoldsUpNothing() {
    IncidentReports deaf = new IncidentReports((release, line) -> {
      throw new IllegalStateException("deaf");
    }, clock);

    deaf.add(RunningEdge.release(1), "It crashed.");
  }
}
