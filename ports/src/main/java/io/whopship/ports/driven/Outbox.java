package io.whopship.ports.driven;

import io.whopship.ports.model.AppId;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.deploy.Notice;
import java.time.Instant;
import java.util.List;

/** What others are to be told of, written by {@link Deployments#record}. */
public interface Outbox {

  /**
   * The entries behind a number, in the order in which they were written.
   *
   * @param after the number of the last entry already known, 0 for none
   * @param limit at most so many
   */
  List<Entry> read(long after, int limit);

  /**
   * Removes entries that were noticed before this time.
   *
   * @param upTo and none with a higher number, which may still be unread
   */
  void forget(long upTo, Instant before);

  /**
   * A notice and what it is about.
   *
   * @param number rises from entry to entry, not always by one
   */
  record Entry(long number, AppId app, DeploymentId deployment, Notice notice) {}
}
