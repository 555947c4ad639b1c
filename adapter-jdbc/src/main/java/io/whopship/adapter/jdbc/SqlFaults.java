package io.whopship.adapter.jdbc;

import io.whopship.ports.driven.PortException;
import io.whopship.ports.driven.PortException.Service;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Optional;
import java.util.Set;
import org.h2.mvstore.MVStoreException;
import org.jdbi.v3.core.ConnectionException;

/** What a failure of the database means to those who called it. */
final class SqlFaults {

  /** H2's code for a file that another process has open. */
  private static final int H2_IN_USE = 90020;

  /**
   * H2: closed, broken connection, disk (two), lock; PostgreSQL: canceled, lock, a transaction in
   * which nothing was done for too long, a server that only reads as another has its place.
   */
  private static final Set<String> UNAVAILABLE = Set.of("90121", "90098", "90007", "90067",
      "90031", "90028", "HY000", "HYT00", "57014", "55P03", "25P03",
      "25006");

  /**
   * H2: file or serialized data broken, an index without a row of its table, which H2 takes for a
   * passing fault; then data or index corrupted (PostgreSQL).
   */
  private static final Set<String> CORRUPT = Set.of("90030", "90027", "90112", "XX001", "XX002");

  private SqlFaults() {}

  static PortException translate(String doing, RuntimeException fault) {
    if (fault instanceof PortException known) {
      return known;
    }
    String message = "database: cannot " + doing + ": " + firstLine(fault);
    if (fault instanceof IllegalArgumentException) {
      // What callers pass was checked by its own type: it is a row that holds no such value.
      return new PortException.Corrupt(message, fault);
    }
    Optional<SQLException> sql = sqlCause(fault);
    if (sql.isEmpty()) {
      throw fault;
    }
    if (CORRUPT.contains(state(sql.get()))) {
      return new PortException.Corrupt(message, fault);
    }
    return fault instanceof ConnectionException || isUnavailable(sql.get())
        ? new PortException.Unavailable(message, fault).of(Service.DATABASE)
        : new PortException.Rejected(message, fault);
  }

  /** What to tell an operator whose database cannot be opened: what is wrong, and what to do. */
  static PortException atOpening(String place, RuntimeException fault) {
    String state = sqlCause(fault).map(SqlFaults::state).orElse("");
    if (sqlCause(fault).map(sql -> sql.getErrorCode() == H2_IN_USE).orElse(false)) {
      return locked(place, fault);
    }
    PortException translated = translate("open " + place, fault);
    String message = translated.getMessage() + PostgreSql.advice(state);
    return switch (translated) {
      case PortException.Unavailable e -> new PortException.Unavailable(message, fault);
      case PortException.Rejected e -> new PortException.Rejected(message, fault);
      case PortException.Corrupt e -> translated;
    };
  }

  static PortException locked(String place, RuntimeException fault) {
    return new PortException.Unavailable("the database " + place
        + " is locked: another process has it open. Stop that one, or give this one"
        + " another data directory", fault);
  }

  static PortException unreadable(Path file, MVStoreException fault) {
    return new PortException.Corrupt("the database " + file + " cannot be read: "
        + fault.getMessage() + ". Bring it back from a backup", fault);
  }

  static PortException unreadable(Path file, IOException fault) {
    return new PortException.Unavailable("the database " + file + " cannot be read: " + fault,
        fault);
  }

  /**
   * H2 adds the whole statement to its messages, on lines of its own. The pool only says that it
   * has no connection; why not is behind it.
   */
  private static String firstLine(RuntimeException fault) {
    Optional<SQLException> sql = sqlCause(fault);
    String message = sql.map(SQLException::getMessage).orElse(fault.getMessage());
    String first = message == null ? fault.toString() : message.lines().findFirst().orElse("");
    return sql.map(Throwable::getCause)
        .flatMap(SqlFaults::sqlCause)
        .map(cause -> first + ": " + cause.getMessage())
        .orElse(first);
  }

  private static boolean isUnavailable(SQLException sql) {
    String state = state(sql);
    return sql instanceof SQLTransientException || sql instanceof SQLRecoverableException
        || sql instanceof SQLNonTransientConnectionException || UNAVAILABLE.contains(state)
        // connection, deadlock or conflict, resources, shutdown
        || state.startsWith("08") || state.startsWith("40") || state.startsWith("53")
        || state.startsWith("57P");
  }

  /** A row with this key is there already: the same code in H2 and PostgreSQL. */
  static boolean isDuplicate(RuntimeException fault) {
    return sqlCause(fault).map(sql -> state(sql).equals("23505")).orElse(false);
  }

  private static String state(SQLException sql) {
    String state = sql.getSQLState();
    return state == null ? "" : state;
  }

  private static Optional<SQLException> sqlCause(Throwable fault) {
    for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        return Optional.of(sql);
      }
    }
    return Optional.empty();
  }
}
