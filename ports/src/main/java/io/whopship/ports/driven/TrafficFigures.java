package io.whopship.ports.driven;

import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.ports.model.rollout.TrafficSummary;
import java.time.Duration;
import java.time.Instant;

/** What an edge knows of the traffic of its releases. Probes are no traffic. */
public interface TrafficFigures {

  /** How long after a request the figures may come to count it. */
  Duration delay();

  /**
   * What visitors got from a release since an instant. May count some that came up to half a minute
   * before it, and forget what is older than an hour. Of a release that has served nobody, or is
   * not there, {@link TrafficSummary#NONE}. Throws {@link PortException.Unavailable} if it cannot
   * be known now.
   */
  TrafficSummary since(ReleaseName release, Instant since);
}
