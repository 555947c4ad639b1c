package io.whopship.adapter.jdbc;

import java.util.List;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatement;
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

  private static final int BATCH = 1_000;

  /** Answers how many there were. Those of each statement are gone, whatever comes of the next. */
  int remove(Database database, String doing, Consumer<SqlStatement<?>> bind) {
    int sum = 0;
    while (true) {
      List<Object> found = database.read(doing, handle -> find(handle, bind));
      if (found.isEmpty()) {
        return sum;
      }
      sum += database.write(doing, handle -> remove(handle, found, bind));
    }
  }

  private List<Object> find(Handle handle, Consumer<SqlStatement<?>> bind) {
    Query query = handle.createQuery("select " + key + " from " + table + " where " + condition
        + " fetch first " + BATCH + " rows only");
    bind.accept(query);
    return query.map((row, context) -> row.getObject(1)).list();
  }

  private int remove(Handle handle, List<Object> keys, Consumer<SqlStatement<?>> bind) {
    // The condition once more, as a row may have changed since it was found.
    Update delete = handle
        .createUpdate("delete from " + table + " where " + key + " in (<keys>) and " + condition);
    bind.accept(delete);
    return delete.bindList("keys", keys).execute();
  }
}
