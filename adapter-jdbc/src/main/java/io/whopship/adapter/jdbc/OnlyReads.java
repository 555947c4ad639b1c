package io.whopship.adapter.jdbc;

import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;

/** Refuses what is no query, or locks what it finds: that is for those who write. */
final class OnlyReads implements SqlLogger {

  private static final String QUERY = "select ";
  private static final String LOCKING = " for update";

  @Override
  public void logBeforeExecution(StatementContext context) {
    String sql = context.getRenderedSql().stripLeading();
    if (!sql.regionMatches(true, 0, QUERY, 0, QUERY.length()) || sql.contains(LOCKING)) {
      throw new IllegalStateException("not by a connection for reading: " + sql);
    }
  }
}
