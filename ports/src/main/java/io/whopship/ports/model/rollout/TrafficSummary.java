package io.whopship.ports.model.rollout;

import java.time.Duration;

/**
 * What visitors got from a release over some time.
 *
 * @param requests that were answered, or were to be
 * @param errors of them: a status of 500 or more, or no answer
 * @param median within which half of the answers began; zero if there were no requests
 * @param p99 within which 99 of 100 answers began, likewise
 */
public record TrafficSummary(long requests, long errors, Duration median, Duration p99) {

  public static final TrafficSummary NONE = new TrafficSummary(0, 0, Duration.ZERO, Duration.ZERO);

  public TrafficSummary {
    if (errors < 0 || requests < errors) {
      throw new IllegalArgumentException(
          "errors must be 0 to " + requests + ", the requests, but are " + errors);
    }
  }
}
