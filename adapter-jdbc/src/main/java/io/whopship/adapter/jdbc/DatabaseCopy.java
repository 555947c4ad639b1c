package io.whopship.adapter.jdbc;

import static java.util.stream.Collectors.joining;

import io.whopship.ports.driven.PortException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;

/** Copies all that is kept in the embedded H2 into a PostgreSQL with nothing in it. */
public final class DatabaseCopy {

  /** No row comes before one that it refers to. */
  static final List<String> COPIED = List.of("apps", "deployments", "log_chunks", "routes",
      "gate_samples", "outbox", "outbox_head", "access_tokens", "scheduled_tasks", "agents",
      "webhooks", "webhook_deliveries", "webhook_attempts", "webhook_cursor", "audit_log",
      "idempotency_keys");

  /** Of servers that run: those that start will put themselves in. */
  static final Set<String> LEFT = Set.of("servers", "server_admission", "agent_leases");

  /** A migration puts their one row in. */
  private static final Set<String> NEVER_EMPTY = Set.of("outbox_head", "webhook_cursor");

  private static final int BATCH = 200;

  private final Connection source;
  private final Connection target;
  private String at = "the tables";

  private DatabaseCopy(Connection source, Connection target) {
    this.source = source;
    this.target = target;
  }

  /**
   * Brings both schemas up to date, then copies in one transaction: all or nothing. Answers the
   * number of rows of each table. Numbers go on after the last one that was ever given. What is
   * copied stays where it was, and no server may use either of the two meanwhile.
   *
   * <p>
   * Throws {@link PortException.Rejected} if there is nothing to copy, or something in the way, and
   * {@link PortException.Unavailable} if either cannot be opened, or breaks.
   */
  public static Map<String, Long> run(DatabaseSettings h2, DatabaseSettings postgreSql) {
    Path file = h2.h2File()
        .orElseThrow(() -> new IllegalArgumentException("not an H2: " + h2.place()));
    if (!postgreSql.isPostgreSql()) {
      throw new IllegalArgumentException("not a PostgreSQL: " + postgreSql.place());
    }
    requireThere(file);
    Database.open(h2).close();
    Database.open(postgreSql).close();
    try (Connection source = connect(h2, new Properties());
        Connection target = connect(postgreSql, PostgreSql.patient())) {
      return new DatabaseCopy(source, target).run(postgreSql.place());
    } catch (SQLException e) {
      throw SqlFaults.atOpening(postgreSql.place(), new IllegalStateException(e));
    }
  }

  private static void requireThere(Path file) {
    try {
      if (!Files.exists(file) || Files.size(file) == 0) {
        throw new PortException.Rejected("there is no database " + file + " to copy", null);
      }
    } catch (IOException e) {
      throw SqlFaults.unreadable(file, e);
    }
  }

  private static Connection connect(DatabaseSettings settings, Properties properties)
      throws SQLException {
    properties.setProperty("user", settings.user());
    properties.setProperty("password", settings.password().reveal());
    return DriverManager.getConnection(settings.url(), properties);
  }

  private Map<String, Long> run(String place) {
    try {
      // Or H2 would write down all rows of a table before it answers the first.
      execute(source, "set lazy_query_execution true");
      target.setAutoCommit(false);
      // A server that starts on it meanwhile waits until all is there.
      execute(target, "lock table " + String.join(", ", COPIED) + " in access exclusive mode");
      requireEmpty(place);
      Map<String, Long> rows = new LinkedHashMap<>();
      for (String table : COPIED) {
        at = "table " + table;
        rows.put(table, copy(table));
      }
      goOnCounting();
      target.commit();
      return rows;
    } catch (SQLException e) {
      throw SqlFaults.translate("copy " + at + " to " + place, new IllegalStateException(e));
    }
  }

  private void requireEmpty(String place) throws SQLException {
    for (String table : COPIED) {
      at = "table " + table;
      if (NEVER_EMPTY.contains(table)) {
        execute(target, "delete from " + table);
      } else if (hasRows(table)) {
        throw new PortException.Rejected("database: " + place + " is not empty, it has rows in "
            + table + ": give a new one, which no server has used yet", null);
      }
    }
  }

  private boolean hasRows(String table) throws SQLException {
    try (Statement statement = target.createStatement();
        ResultSet rows = statement.executeQuery("select 1 from " + table + " limit 1")) {
      return rows.next();
    }
  }

  private long copy(String table) throws SQLException {
    try (Statement statement = source.createStatement();
        ResultSet rows = statement.executeQuery("select * from " + table)) {
      List<Column> columns = Column.of(rows.getMetaData());
      String names = columns.stream().map(Column::name).collect(joining(", "));
      String places = Stream.generate(() -> "?").limit(columns.size()).collect(joining(", "));
      try (PreparedStatement insert = target.prepareStatement("insert into " + table + " (" + names
          + ") overriding system value values (" + places + ")")) {
        long copied = 0;
        while (rows.next()) {
          for (int i = 0; i < columns.size(); i++) {
            insert.setObject(i + 1, columns.get(i).read(rows));
          }
          insert.addBatch();
          copied++;
          if (copied % BATCH == 0) {
            insert.executeBatch();
          }
        }
        insert.executeBatch();
        return copied;
      }
    }
  }

  /** Also after numbers whose rows are gone: none is given twice. */
  private void goOnCounting() throws SQLException {
    try (Statement statement = source.createStatement();
        ResultSet columns = statement.executeQuery("select table_name, column_name, identity_base"
            + " from information_schema.columns where is_identity = 'YES'"
            + " and table_schema = current_schema")) {
      while (columns.next()) {
        String table = columns.getString("table_name");
        at = "the numbers of " + table;
        execute(target, "alter table " + table + " alter column " + columns.getString("column_name")
            + " restart with " + columns.getLong("identity_base"));
      }
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
