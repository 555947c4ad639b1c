package io.whopship.adapter.jdbc;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;
import java.util.Set;

/**
 * Which failures end a connection. H2 closes its file when a disk is full or memory runs out; its
 * connections then say that they are valid, and fail at every statement. Thrown away, they make
 * room for new ones, which open the file again once there is space. A PostgreSQL that only reads
 * has lost its place to another, to which new connections go.
 */
final class DeadConnections implements SQLExceptionOverride {

  /**
   * Of H2: database closed, closed at shutdown, cannot read or write, general error; of PostgreSQL:
   * only reads, ended in an idle transaction.
   */
  private static final Set<String> CLOSED = Set.of("90098", "90121", "90028", "90031", "50000",
      "HY000", "25006", "25P03");

  @java.lang.Override // the library has an Override of its own
  public Override adjudicate(SQLException failure) {
    return CLOSED.contains(String.valueOf(failure.getSQLState()))
        || CLOSED.contains(Integer.toString(failure.getErrorCode()))
            ? Override.MUST_EVICT
            : Override.CONTINUE_EVICT;
  }
}
