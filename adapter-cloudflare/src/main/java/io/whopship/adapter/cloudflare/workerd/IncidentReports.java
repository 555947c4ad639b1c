package io.whopship.adapter.cloudflare.workerd;

import io.whopship.ports.driven.Incidents;
import io.whopship.ports.model.rollout.ReleaseName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes on of each release's incidents the 1st, 2nd, 4th, 8th and so on, until an hour goes by
 * without any: a worker that crashes all day must not fill its log. Safe for many threads.
 */
final class IncidentReports {

  private static final Logger log = LoggerFactory.getLogger(IncidentReports.class);
  private static final Duration FORGOTTEN_AFTER = Duration.ofHours(1);

  private final Incidents incidents;
  private final InstantSource clock;
  private final ConcurrentMap<ReleaseName, Tally> tallies = new ConcurrentHashMap<>();

  IncidentReports(Incidents incidents, InstantSource clock) {
    this.incidents = incidents;
    this.clock = clock;
  }

  private record Tally(int count, Instant last) {

    Tally next(Instant now) {
      return new Tally(last.plus(FORGOTTEN_AFTER).isBefore(now) ? 1 : count + 1, now);
    }
  }

  /** @param sentences one or more, each with its full stop */
  void add(ReleaseName release, String sentences) {
    Instant now = clock.instant();
    int count = tallies.merge(release, new Tally(1, now), (before, first) -> before.next(now))
        .count();
    if (Integer.bitCount(count) != 1) {
      return;
    }
    try {
      incidents.report(release,
          count == 1 ? sentences : sentences + " (Incident " + count + " in short order.)");
    } catch (RuntimeException e) {
      log.warn("incident not reported release={} incident=\"{}\"", release, sentences, e);
    }
  }

  void forget(ReleaseName release) {
    tallies.remove(release);
  }
}
