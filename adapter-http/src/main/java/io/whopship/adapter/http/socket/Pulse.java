package io.whopship.adapter.http.socket;

import java.time.Duration;

/**
 * When a peer is asked whether it is still there, and when it is given up.
 *
 * @param ask how often
 * @param silence after which nobody is there
 * @param stall how long a peer may take none of what is sent to it
 */
public record Pulse(Duration ask, Duration silence, Duration stall) {

  public static final Pulse DEFAULT = new Pulse(Duration.ofSeconds(20), Duration.ofSeconds(60),
      Duration.ofSeconds(10));
}
