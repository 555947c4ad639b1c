package io.whopship.adapter.jdbc;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A column of a table in H2.
 *
 * @param type of {@link Types}
 */
record Column(String name, int type) {

  /** All of them, in their order. */
  static List<Column> of(ResultSetMetaData table) throws SQLException {
    List<Column> columns = new ArrayList<>();
    for (int i = 1; i <= table.getColumnCount(); i++) {
      columns.add(new Column(table.getColumnName(i), table.getColumnType(i)));
    }
    return columns;
  }

  /** Its value, as PostgreSQL's driver takes it. */
  @Nullable
  Object read(ResultSet row) throws SQLException {
    return switch (type) {
      case Types.CLOB, Types.VARCHAR -> row.getString(name);
      case Types.BLOB, Types.VARBINARY -> row.getBytes(name);
      case Types.TIMESTAMP_WITH_TIMEZONE -> row.getObject(name, OffsetDateTime.class);
      default -> row.getObject(name);
    };
  }
}
