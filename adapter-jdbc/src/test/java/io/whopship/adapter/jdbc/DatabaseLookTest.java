package io.whopship.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whopship.ports.driven.PortException;
import io.whopship.ports.model.identity.Secret;
import io.whopship.testkit.postgres.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an operator is told of a database before a server is started on it. */
class DatabaseLookTest {

  @TempDir
  Path directory;

  private static void execute(DatabaseSettings settings, String sql) throws SQLException {
    try (
        Connection connection = DriverManager.getConnection(settings.url(), settings.user(),
            settings.password().reveal());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void asAdministrator(DatabaseSettings settings, String sql) {
    String database = settings.place().replaceFirst(".*/", "");
    PostgresServer.shared().execute(database, sql);
  }

  @Test
  void aFileThatIsNotThereIsNotMade() {
    assertThat(JdbcStores.look(DatabaseSettings.h2(directory)))
        .isEqualTo("is made at the first start, as " + directory.resolve("whopship.mv.db"));
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void anEmptyDatabaseStaysEmpty() {
    DatabaseSettings settings = TestDatabase.POSTGRESQL.emptyIn(directory);

    for (int i = 0; i < 2; i++) {
      assertThat(JdbcStores.look(settings)).startsWith(settings.place())
          .endsWith("is empty: the first start makes its tables");
    }
  }

  @ParameterizedTest
  @EnumSource
  void theSchemaIsNamed(TestDatabase database) throws Exception {
    DatabaseSettings settings = database.in(directory);
    new OpenStores(settings).close();

    assertThat(JdbcStores.look(settings)).startsWith(settings.place())
        .containsPattern("has schema \\d+, which is that of this version");

    execute(settings, "delete from \"flyway_schema_history\" where \"version\" = '9'");
    assertThat(JdbcStores.look(settings))
        .contains("has schema 8, to which the next start adds 1: back up before");
  }

  @Test
  void aFileIsLeftAsItWas() throws Exception {
    DatabaseSettings settings = DatabaseSettings.h2(directory);
    new OpenStores(settings).close();
    byte[] before = Files.readAllBytes(directory.resolve("whopship.mv.db"));

    JdbcStores.look(settings);

    assertThat(directory.resolve("whopship.mv.db")).hasBinaryContent(before);
    assertThat(directory).isDirectoryContaining("glob:**whopship.mv.db");
  }

  @Test
  void aFileOfAKilledServerIsLeftToTheNextStart() throws Exception {
    Path copy = Files.createDirectory(directory.resolve("copy"));
    DatabaseSettings settings = DatabaseSettings.h2(directory);
    try (OpenStores open = new OpenStores(settings)) {
      Given.app(open.stores, "site");
      Files.copy(directory.resolve("whopship.mv.db"), copy.resolve("whopship.mv.db"));
    }

    assertThat(JdbcStores.look(DatabaseSettings.h2(copy)))
        .endsWith("was not closed in order: the next start brings back its last commit");
  }

  @Test
  void aFileThatIsBrokenIsTold() throws Exception {
    Files.writeString(directory.resolve("whopship.mv.db"), "no database".repeat(1_000));

    assertThatThrownBy(() -> JdbcStores.look(DatabaseSettings.h2(directory)))
        .isInstanceOf(PortException.Corrupt.class)
        .hasMessageEndingWith("Bring it back from a backup");
  }

  @Test
  void aNewerSchemaIsRefused() throws Exception {
    DatabaseSettings settings = TestDatabase.H2.in(directory);
    new OpenStores(settings).close();
    execute(settings, """
        insert into "flyway_schema_history" ("installed_rank", "version", "description", "type",
            "script", "checksum", "installed_by", "execution_time", "success")
          values (1000, '1000', 'of tomorrow', 'SQL', 'V1000__of_tomorrow.sql', 1, 'x', 1, true)
        """);

    assertThatThrownBy(() -> JdbcStores.look(settings)).isInstanceOf(PortException.Rejected.class)
        .hasMessageContaining("is not of this version of WhopShip");
  }

  @ParameterizedTest
  @EnumSource
  void whatHoldsSomethingElseIsRefused(TestDatabase database) throws Exception {
    DatabaseSettings settings = database.emptyIn(directory);
    execute(settings, "create table invoices (id int)");

    assertThatThrownBy(() -> JdbcStores.look(settings)).isInstanceOf(PortException.Rejected.class)
        .hasMessageContaining("holds something else, such as invoices");
  }

  @Test
  void aUserWhoMayNotWriteIsTold() throws Exception {
    DatabaseSettings settings = TestDatabase.POSTGRESQL.in(directory);
    new OpenStores(settings).close();
    asAdministrator(settings, "create role reader login password 'of a reader'");
    try {
      DatabaseSettings reader = DatabaseSettings.postgresql(settings.url(), "reader",
          new Secret("of a reader"));
      assertThatThrownBy(() -> JdbcStores.look(reader)).isInstanceOf(PortException.Rejected.class)
          .hasMessageContaining("has no schema in which reader may create tables");

      asAdministrator(settings, "grant create on schema public to reader");
      assertThatThrownBy(() -> JdbcStores.look(reader)).isInstanceOf(PortException.Rejected.class)
          .hasMessageContaining("has tables of " + PostgresServer.USER
              + ", which reader may not change");
    } finally {
      asAdministrator(settings, "drop owned by reader; drop role reader");
    }
  }

  @Test
  void aDatabaseThatIsForReadingIsTold() {
    DatabaseSettings settings = TestDatabase.POSTGRESQL.in(directory);
    DatabaseSettings reading = DatabaseSettings.postgresql(
        settings.url() + "?targetServerType=any&options=-c%20default_transaction_read_only=on",
        settings.user(),
        settings.password());

    assertThatThrownBy(() -> JdbcStores.look(reading))
        .hasMessageEndingWith("is for reading only: name the server that can write")
        .hasMessageNotContaining(PostgresServer.PASSWORD);
  }

  @Test
  void aServerThatIsNotThereIsUnavailable() {
    DatabaseSettings nowhere = DatabaseSettings
        .postgresql("jdbc:postgresql://127.0.0.1:1/whopship", "u", new Secret("hush"));

    assertThatThrownBy(() -> JdbcStores.look(nowhere))
        .isInstanceOf(PortException.Unavailable.class)
        .hasMessageContaining("See that PostgreSQL runs there and listens")
        .hasMessageNotContaining("hush");
  }
}
