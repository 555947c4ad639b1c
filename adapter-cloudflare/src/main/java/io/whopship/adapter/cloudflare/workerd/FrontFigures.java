package io.whopship.adapter.cloudflare.workerd;

import io.whopship.ports.driven.TrafficFigures;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.ports.model.rollout.TrafficSummary;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** What the front saw of each release in the last hour. Safe for many threads. */
final class FrontFigures implements TrafficFigures {

  private final InstantSource clock;
  private final ConcurrentMap<ReleaseName, TrafficSlices> releases = new ConcurrentHashMap<>();

  FrontFigures(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Counts an answer.
   *
   * @param latency until its head came
   */
  void answered(ReleaseName release, int status, Duration latency) {
    releases.computeIfAbsent(release, first -> new TrafficSlices())
        .count(clock.instant(), status >= 500, latency);
  }

  void forget(ReleaseName release) {
    releases.remove(release);
  }

  @Override
  public Duration delay() {
    return Duration.ZERO;
  }

  @Override
  public TrafficSummary since(ReleaseName release, Instant since) {
    TrafficSlices slices = releases.get(release);
    return slices == null ? TrafficSummary.NONE : slices.since(since, clock.instant());
  }
}
