package io.whopship.adapter.http;

import java.time.Duration;

/**
 * How logs are streamed.
 *
 * @param heartbeat how often a viewer hears that the stream is alive
 * @param minTimeout the shortest time after which a stream may be asked to end
 * @param defaultTimeout when it ends if nothing is asked
 * @param maxTimeout the longest
 * @param patience how long a viewer who reads slowly may take for 64 KiB
 * @param silence how long a builder that sends its lines as they come may have none
 * @param maxStreams how many streams, in and out, may be open at the same time
 */
public record StreamSettings(Duration heartbeat, Duration minTimeout, Duration defaultTimeout,
    Duration maxTimeout, Duration patience, Duration silence, int maxStreams) {

  /**
   * A heartbeat each 15 s, ended after 30 to 1,800 s, by default 300; 30 s for 64 KiB, 15 minutes
   * without a line; 10,000 at once.
   */
  public static final StreamSettings DEFAULT = new StreamSettings(Duration.ofSeconds(15),
      Duration.ofSeconds(30), Duration.ofSeconds(300), Duration.ofSeconds(1800),
      Duration.ofSeconds(30), Duration.ofMinutes(15), 10_000);

  public StreamSettings {
    requirePositive("heartbeat", heartbeat);
    requirePositive("minTimeout", minTimeout);
    requirePositive("patience", patience);
    requirePositive("silence", silence);
    if (defaultTimeout.compareTo(minTimeout) < 0 || defaultTimeout.compareTo(maxTimeout) > 0) {
      throw new IllegalArgumentException("defaultTimeout must be from minTimeout " + minTimeout
          + " to maxTimeout " + maxTimeout + ", but is " + defaultTimeout);
    }
    if (maxStreams < 1) {
      throw new IllegalArgumentException("maxStreams must be 1 or more, but is " + maxStreams);
    }
  }

  private static void requirePositive(String name, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(name + " must be more than nothing, but is " + value);
    }
  }
}
