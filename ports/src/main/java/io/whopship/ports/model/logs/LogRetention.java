package io.whopship.ports.model.logs;

import java.time.Duration;

/**
 * How long the logs of an app's deployments are kept. What goes first is what is oldest; whoever
 * asks for it is told of the gap.
 *
 * @param age lines older than this go
 * @param bytesPerApp of messages and what belongs to them, over all deployments of an app
 */
public record LogRetention(Duration age, long bytesPerApp) {

  public static final LogRetention DEFAULT = new LogRetention(Duration.ofDays(90),
      1024L * 1024 * 1024);

  public LogRetention {
    if (age.isNegative() || age.isZero()) {
      throw new IllegalArgumentException("age must be more than nothing, but is " + age);
    }
    if (bytesPerApp < 1) {
      throw new IllegalArgumentException("bytesPerApp must be 1 or more, but is " + bytesPerApp);
    }
  }
}
