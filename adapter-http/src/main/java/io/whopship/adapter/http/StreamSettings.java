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
 * @param maxStreams how many viewers' streams may be open at the same time
 * @param maxStreamsOfOwner how many of them may be of one owner
 * @param maxBuilders how many builders may send lines as they come at the same time
 */
public record StreamSettings(Duration heartbeat, Duration minTimeout, Duration defaultTimeout,
    Duration maxTimeout, Duration patience, Duration silence, int maxStreams,
    int maxStreamsOfOwner, int maxBuilders) {

  /**
   * A heartbeat each 15 s, ended after 30 to 1,800 s, by default 300; 30 s for 64 KiB, 15 minutes
   * without a line; 10,000 viewers at once, 1,000 of one owner, 1,000 builders.
   */
  public static final StreamSettings DEFAULT = new StreamSettings(Duration.ofSeconds(15),
      Duration.ofSeconds(30), Duration.ofSeconds(300), Duration.ofSeconds(1800),
      Duration.ofSeconds(30), Duration.ofMinutes(15), 10_000, 1_000, 1_000);

  public StreamSettings {
    requirePositive("heartbeat", heartbeat);
    requirePositive("minTimeout", minTimeout);
    requirePositive("patience", patience);
    requirePositive("silence", silence);
    if (defaultTimeout.compareTo(minTimeout) < 0 || defaultTimeout.compareTo(maxTimeout) > 0) {
      throw new IllegalArgumentException("defaultTimeout must be from minTimeout " + minTimeout
          + " to maxTimeout " + maxTimeout + ", but is " + defaultTimeout);
    }
    requirePositive("maxStreams", maxStreams);
    requirePositive("maxStreamsOfOwner", maxStreamsOfOwner);
    requirePositive("maxBuilders", maxBuilders);
  }

  private static void requirePositive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be 1 or more, but is " + value);
    }
  }

  private static void requirePositive(String name, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(name + " must be more than nothing, but is " + value);
    }
  }
}
