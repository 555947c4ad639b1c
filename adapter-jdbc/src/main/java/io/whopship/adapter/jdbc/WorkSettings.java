package io.whopship.adapter.jdbc;

import java.time.Duration;

/**
 * How work is done.
 *
 * @param node the name of this server among those on the same database, constant over its restarts:
 * what it left half done is taken up at once when it starts again
 * @param parallel at most so many pieces at once
 * @param polling how often the database is asked for work that has become due
 * @param maxWait how long, at the end, running work may take to finish, and once more after it was
 * interrupted
 */
public record WorkSettings(String node, int parallel, Duration polling, Duration maxWait) {

  /** What a node may be called, as a regular expression. */
  public static final String NODE = "[A-Za-z0-9_.:-]{1,100}";

  public static final WorkSettings DEFAULT = new WorkSettings("local", 8, Duration.ofMillis(500),
      Duration.ofSeconds(20));

  public WorkSettings withMaxWait(Duration newMaxWait) {
    return new WorkSettings(node, parallel, polling, newMaxWait);
  }

  public WorkSettings {
    if (!node.matches(NODE)) {
      throw new IllegalArgumentException(
          "node must be 1 to 100 of A-Z a-z 0-9 _ . : -, but is '" + node + "'");
    }
    if (parallel < 1) {
      throw new IllegalArgumentException("parallel work must be 1 or more, but is " + parallel);
    }
    if (polling.toMillis() < 1) {
      throw new IllegalArgumentException("polling must be 1 ms or more, but is " + polling);
    }
    if (maxWait.isNegative()) {
      throw new IllegalArgumentException("the wait at the end must not be negative");
    }
  }

  public WorkSettings withNode(String name) {
    return new WorkSettings(name, parallel, polling, maxWait);
  }
}
