package io.whopship.adapter.jdbc;

import java.time.Instant;
import org.jdbi.v3.core.Handle;

/** The time by which all servers of a database go. */
@FunctionalInterface
interface DatabaseClock {

  /**
   * The database's own. Within a transaction it stands still at its begin: who then waits for a
   * lock takes others for a little younger than they are, which is the harmless way to be wrong.
   */
  DatabaseClock ITS_OWN = handle -> handle.createQuery("select current_timestamp as now")
      .map((row, context) -> InstantArgument.read(row, "now"))
      .one();

  Instant now(Handle handle);
}
