package io.whopship.ports.model.rollout;

import java.time.Duration;

/**
 * How a release is asked whether it is well.
 *
 * @param path with a leading slash
 * @param timeout how long one answer may take
 * @param interval between two probes while a release soaks
 * @param pause after a failed probe
 * @param maxFailures so many failed probes in a row end the deployment
 */
public record ProbeSettings(String path, Duration timeout, Duration interval, Duration pause,
    int maxFailures) {

  public static final ProbeSettings DEFAULT = new ProbeSettings("/", Duration.ofSeconds(10),
      Duration.ofSeconds(5), Duration.ofSeconds(1), 3);

  public ProbeSettings {
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("path must start with a slash, but is '" + path + "'");
    }
    requirePositive("timeout", timeout);
    requirePositive("interval", interval);
    requirePositive("pause", pause);
    if (maxFailures < 1) {
      throw new IllegalArgumentException("maxFailures must be 1 or more, but is " + maxFailures);
    }
  }

  private static void requirePositive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + " must be more than nothing, but is " + value);
    }
  }
}
