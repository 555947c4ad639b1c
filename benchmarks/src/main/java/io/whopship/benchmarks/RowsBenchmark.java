package io.whopship.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import io.whopship.adapter.jdbc.DatabaseSettings;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How long the API takes for the lists and the status of deployments when an app has had a
 * thousand, a hundred thousand and a million of them: on H2 and on PostgreSQL.
 */
public final class RowsBenchmark {

  private static final int[] ROWS = {1_000, 100_000, 1_000_000};
  /**
   * So many rows a statement: their ids are chosen here, as H2 writes its file for each it chooses.
   */
  private static final int STATEMENT = 10_000;
  private static final int WARM_UPS = 200;
  private static final int TIMES = 500;

  private final Map<String, List<String>> cells = new LinkedHashMap<>();
  private final Folder folder;
  private final DatabaseSettings database;
  private final String newUuid;
  private final Map<String, String> settings;

  private RowsBenchmark(Folder folder, DatabaseSettings database, String newUuid,
      Map<String, String> settings) {
    this.folder = folder;
    this.database = database;
    this.newUuid = newUuid;
    this.settings = settings;
  }

  public static void main(String[] arguments) throws SQLException {
    System.out.println(Machine.describe());
    Table table = new Table("median ms", "1,000 deployments", "100,000", "1,000,000");
    try (Folder folder = Folder.create()) {
      new RowsBenchmark(folder, DatabaseSettings.h2(folder.path().resolve("data/database")),
          "random_uuid()", Map.of()).measure("H2", table);
    }
    Optional<Path> binaries = Postgres.installed();
    if (binaries.isPresent()) {
      try (Postgres postgres = Postgres.start(binaries.get()); Folder folder = Folder.create()) {
        new RowsBenchmark(folder, postgres.settings(), "gen_random_uuid()",
            postgres.environment()).measure("PostgreSQL", table);
      }
    } else {
      System.out.println("PostgreSQL is not installed (Debian: apt install postgresql).");
    }
    table.print();
    System.out.println(Machine.describe());
  }

  private void measure(String name, Table table) throws SQLException {
    long first;
    try (WhopShip server = WhopShip.start(folder, settings)) {
      server.createApp();
      first = server.upload("v1");
    }
    for (int rows : ROWS) {
      grow(rows);
      try (WhopShip server = WhopShip.start(folder, settings)) {
        measure(server.api(), first, rows);
      }
    }
    cells.forEach((title, figures) -> table.row(
        Stream.concat(Stream.of(name + ", " + title), figures.stream()).toArray(String[]::new)));
  }

  /** Copies the deployments that are there until there are so many. */
  private void grow(int rows) throws SQLException {
    try (Connection connection = DriverManager.getConnection(database.url(), database.user(),
        database.password().reveal());
        Statement statement = connection.createStatement()) {
      String columns = text(statement, """
          select string_agg(cast(column_name as varchar), ', ') from information_schema.columns
          where table_name = 'deployments' and column_name not in ('id', 'uuid')""");
      long there = count(statement);
      while (there < rows) {
        statement.executeUpdate("insert into deployments (id, uuid, " + columns
            + ") overriding system value select id + (select max(id) from deployments), " + newUuid
            + ", " + columns + " from deployments order by id limit "
            + Math.min(Math.min(there, rows - there), STATEMENT));
        there = count(statement);
      }
    }
  }

  private static long count(Statement statement) throws SQLException {
    return Long.parseLong(text(statement, "select count(*) from deployments"));
  }

  private static String text(Statement statement, String query) throws SQLException {
    try (ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private void measure(Api api, long first, int rows) {
    String list = "/apps/1/deployments?limit=20";
    long began = System.nanoTime();
    JsonNode page = api.get(list);
    add("the first list after a start", (System.nanoTime() - began) / 1e6);
    cell("the newest 20 of an app", api, list);
    cell("20 behind a cursor in the middle", api, list + "&before=" + (first + rows / 2));
    cell("the status of the oldest", api, "/deployments/" + first);
    cell("the status of the newest", api,
        "/deployments/" + page.at("/deployments/0/id").asLong());
  }

  private void cell(String title, Api api, String path) {
    Samples samples = Undisturbed.run(() -> {
      IntStream.range(0, WARM_UPS).forEach(i -> api.get(path));
      return Samples.of(IntStream.range(0, TIMES).mapToDouble(i -> {
        long began = System.nanoTime();
        api.get(path);
        return (System.nanoTime() - began) / 1e6;
      }));
    });
    add(title, samples.median());
  }

  private void add(String title, double millis) {
    cells.computeIfAbsent(title, none -> new ArrayList<>()).add(Samples.text(millis));
  }
}
