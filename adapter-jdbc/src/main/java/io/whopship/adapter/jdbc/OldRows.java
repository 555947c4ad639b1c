package io.whopship.adapter.jdbc;

import java.util.function.UnaryOperator;
import org.jdbi.v3.core.statement.Update;

/**
 * Removes rows that are kept no longer, some at a time: a statement that removed all of a large
 * backlog would take longer than it may, and so would each one after it.
 *
 * @param table whose rows they are
 * @param key the column that tells them apart
 * @param condition which of them go
 */
record OldRows(String table, String key, String condition) {

  static final int BATCH = 1_000;

  /** Answers how many there were. */
  int remove(Database database, String doing, UnaryOperator<Update> bind) {
    // Once more in the outer one, as a row may have changed since the inner one found it.
    String statement = "delete from " + table + " where " + condition + " and " + key
        + " in (select "
        + key + " from " + table + " where " + condition + " fetch first " + BATCH + " rows only)";
    int sum = 0;
    int removed;
    do {
      removed = database.with(doing,
          handle -> bind.apply(handle.createUpdate(statement)).execute());
      sum += removed;
    } while (removed == BATCH);
    return sum;
  }
}
