package io.whopship.testkit;

import io.whopship.ports.driven.PortException;
import io.whopship.ports.driven.TrafficFigures;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.ports.model.rollout.TrafficSummary;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Figures of the visits that a test tells. Safe for use by many threads. */
public final class FakeTrafficFigures implements TrafficFigures {

  private record Visit(ReleaseName release, Instant at, boolean isError, Duration latency) {}

  private final Duration delay;
  private final List<Visit> visits = new ArrayList<>();
  private boolean isOut;

  public FakeTrafficFigures() {
    this(Duration.ZERO);
  }

  public FakeTrafficFigures(Duration delay) {
    this.delay = delay;
  }

  /** Counts a visit; {@code status} of 500 or more is an error. */
  public synchronized void visited(ReleaseName release, Instant at, int status, Duration latency) {
    visits.add(new Visit(release, at, status >= 500, latency));
  }

  /** Whether asking fails as unavailable from now on. */
  public synchronized void setOut(boolean out) {
    isOut = out;
  }

  @Override
  public Duration delay() {
    return delay;
  }

  @Override
  public synchronized TrafficSummary since(ReleaseName release, Instant since) {
    if (isOut) {
      throw new PortException.Unavailable("the figures are out, as the test asked", null);
    }
    List<Visit> counted = visits.stream()
        .filter(visit -> visit.release().equals(release) && !visit.at().isBefore(since))
        .toList();
    if (counted.isEmpty()) {
      return TrafficSummary.NONE;
    }
    List<Duration> latencies = counted.stream().map(Visit::latency).sorted().toList();
    return new TrafficSummary(counted.size(), counted.stream().filter(Visit::isError).count(),
        latencies.get((latencies.size() - 1) / 2),
        latencies.get((latencies.size() - 1) * 99 / 100));
  }
}
