package io.whopship.ports.model.logs;

import java.time.Duration;

/**
 * How logs are kept and passed on.
 *
 * @param ringLines how many last lines of a running worker or container are kept in memory
 * @param ringBytes and how many bytes of messages at most
 * @param pause between two batches to viewers while lines keep coming; the first goes at once
 * @param linger how long a source goes on after its last viewer left: a page may be loaded anew
 * @param maxViewers of one subject, at the same time
 * @param maxSearch lines that one search looks at
 */
public record LogSettings(int ringLines, int ringBytes, Duration pause, Duration linger,
    int maxViewers, int maxSearch, LogRetention retention) {

  public static final LogSettings DEFAULT = new LogSettings(1_000, 1024 * 1024,
      Duration.ofMillis(20), Duration.ofSeconds(10), 5_000, 1_000_000, LogRetention.DEFAULT);

  public LogSettings {
    if (ringLines < 1 || ringBytes < 1 || maxViewers < 1 || maxSearch < 1) {
      throw new IllegalArgumentException(
          "ringLines, ringBytes, maxViewers and maxSearch must be 1 or more");
    }
    if (pause.isNegative() || linger.isNegative()) {
      throw new IllegalArgumentException("pause and linger must not be negative");
    }
  }

  public LogSettings withRingLines(int lines) {
    return new LogSettings(lines, ringBytes, pause, linger, maxViewers, maxSearch, retention);
  }

  public LogSettings withMaxViewers(int viewers) {
    return new LogSettings(ringLines, ringBytes, pause, linger, viewers, maxSearch, retention);
  }

  public LogSettings withMaxSearch(int lines) {
    return new LogSettings(ringLines, ringBytes, pause, linger, maxViewers, lines, retention);
  }

  public LogSettings withRetention(LogRetention newRetention) {
    return new LogSettings(ringLines, ringBytes, pause, linger, maxViewers, maxSearch,
        newRetention);
  }
}
