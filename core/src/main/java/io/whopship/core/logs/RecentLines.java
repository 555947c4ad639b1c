package io.whopship.core.logs;

import io.whopship.ports.model.logs.LogSubject;
import java.util.Optional;

/** What is kept in memory of running workers and containers. */
@FunctionalInterface
interface RecentLines {

  /** The last lines of a worker or container; empty if nothing is known of what it said. */
  Optional<BufferedLines> of(LogSubject subject);
}
