package io.whopship.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whopship.ports.driven.PortException;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.deploy.Change;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.identity.OwnerId;
import java.nio.file.Path;
import java.sql.Clob;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseCopyTest {

  private static final int DELIVERIES = 501;

  /** What no short way by ports fills; each with a value that is odd, or null, where it may be. */
  private static final List<String> ROWS = List.of(
      "insert into routes values (1, 'site.example.com', 3, 'salt', '{}', '[]')",
      "insert into gate_samples values (1, 7, timestamp with time zone '2026-01-02 03:04:05.678-07',"
          + " 'soak', 'pass', '{}')",
      "insert into access_tokens (hash, owner_id, admin, created_at, adopted)"
          + " values ('abc', 'ow''ner ü ❤', true, current_timestamp, null)",
      "insert into agents (id, owner_id, name, token_hash, token_expires_at, created_at)"
          + " values (random_uuid(), 'owner', 'agent', 'def', current_timestamp,"
          + " current_timestamp)",
      "insert into webhooks (owner_id, slot, url, events, secrets, created_at)"
          + " values ('owner', 0, 'https://example.com', '', '{}', current_timestamp)",
      "insert into webhook_deliveries (id, webhook, message_id, type, event_at, body, delivered,"
          + " tries, created_at) overriding system value select x, 1, 'm', 't', current_timestamp,"
          + " '{}', false, 0, current_timestamp from system_range(1, " + DELIVERIES
          + ") as many (x)",
      "insert into webhook_attempts values (1, 1, current_timestamp, 20, 'delivered', 204, '', null)",
      "insert into audit_log (at, owner_id, actor, admin, action, refused, app, deployment, detail,"
          + " address, request_id) values (current_timestamp, 'owner', 'owner', false, 'app.create',"
          + " false, 1, null, '', '::1', 'r')",
      "insert into idempotency_keys values ('k', 'f', random_uuid(), 3, current_timestamp, null,"
          + " current_timestamp)",
      "update outbox_head set last_id = 9",
      "insert into outbox values (9, 1, 1, 'started', current_timestamp)",
      "insert into scheduled_tasks (task_name, task_instance, task_data, execution_time, picked,"
          + " version, priority) values ('odd', '1', X'00ff7f', current_timestamp, false, 1, 3)");

  @TempDir
  Path directory;

  private DatabaseSettings h2;
  private DatabaseSettings postgreSql;

  @BeforeEach
  void fill() {
    h2 = TestDatabase.H2.in(directory.resolve("h2"));
    postgreSql = TestDatabase.POSTGRESQL.emptyIn(directory.resolve("postgresql"));
    try (OpenStores opened = new OpenStores(h2)) {
      Deployment deployment = Given.deployment(opened.stores, "site");
      Given.won(opened.stores, Change.lines(deployment, List.of(Given.line("said"))));
      App gone = Given.app(opened.stores, "gone");
      opened.apps().remove(gone.id());
      ROWS.forEach(opened::execute);
    }
  }

  @Test
  void allThatIsInOneIsInTheOtherThen() {
    Map<String, Long> rows = DatabaseCopy.run(h2, postgreSql);

    assertThat(rows).containsEntry("apps", 1L)
        .containsEntry("webhook_deliveries", (long) DELIVERIES);
    assertThat(rows.values()).as("of each table something").allMatch(number -> number > 0);
    for (String table : DatabaseCopy.COPIED) {
      assertThat(rows(postgreSql, table)).as(table).isEqualTo(rows(h2, table));
    }
  }

  @Test
  void noTableIsForgotten() {
    List<String> all = new ArrayList<>(DatabaseCopy.COPIED);
    all.addAll(DatabaseCopy.LEFT);
    try (Database database = Database.open(h2)) {
      List<String> there = database.read("list tables",
          handle -> handle.createQuery("select table_name from information_schema.tables"
              + " where table_schema = current_schema"
              + " and table_name <> 'flyway_schema_history'").mapTo(String.class).list());
      assertThat(there).containsExactlyInAnyOrderElementsOf(all);
    }
  }

  @Test
  void numbersGoOnAfterTheLastThatWasGiven() {
    DatabaseCopy.run(h2, postgreSql);

    try (OpenStores opened = new OpenStores(postgreSql)) {
      Deployment next = Given.deployment(opened.stores, "next");
      assertThat(next.app().value()).as("2 was deleted").isEqualTo(3);
      assertThat(next.id()).isEqualTo(new DeploymentId(2));
      assertThat(opened.stores.agents().list(new OwnerId("owner"))).hasSize(1);
    }
  }

  @Test
  void whatIsInUseIsLeftAlone() {
    DatabaseCopy.run(h2, postgreSql);

    assertThatThrownBy(() -> DatabaseCopy.run(h2, postgreSql))
        .isInstanceOf(PortException.Rejected.class)
        .hasMessageContaining("is not empty, it has rows in apps: give a new one");
  }

  @Test
  void whatCannotBeCopiedAsAWholeIsNotCopiedAtAll() {
    try (OpenStores opened = new OpenStores(postgreSql)) {
      opened.execute("alter table idempotency_keys add constraint none check (claim = 0)");
    }

    assertThatThrownBy(() -> DatabaseCopy.run(h2, postgreSql))
        .isInstanceOf(PortException.class)
        .hasMessageContaining("cannot copy table idempotency_keys to ");
    assertThat(rows(postgreSql, "apps")).isEmpty();
    assertThat(rows(postgreSql, "outbox_head")).as("that of a new one").hasSize(1);
  }

  @Test
  void aCopyGoesFromAnH2ThatIsThereToAPostgresql() {
    DatabaseSettings none = DatabaseSettings.h2(directory.resolve("none"));

    assertThatThrownBy(() -> DatabaseCopy.run(none, postgreSql))
        .isInstanceOf(PortException.Rejected.class)
        .hasMessageMatching("there is no database .*none/whopship.mv.db to copy");
    assertThat(directory.resolve("none")).doesNotExist();
    assertThatIllegalArgumentException().isThrownBy(() -> DatabaseCopy.run(postgreSql, h2));
    assertThatIllegalArgumentException().isThrownBy(() -> DatabaseCopy.run(h2, h2));
  }

  /** As texts, which are the same for the same values. */
  private static List<String> rows(DatabaseSettings settings, String table) {
    try (Database database = Database.open(settings)) {
      return database.read("read " + table, handle -> handle
          .createQuery("select * from " + table)
          .map((row, context) -> row(row))
          .list()
          .stream()
          .sorted()
          .toList());
    }
  }

  private static String row(ResultSet row) throws SQLException {
    Map<String, Object> values = new TreeMap<>();
    for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
      values.put(row.getMetaData().getColumnName(i), switch (row.getObject(i)) {
        case null -> "null";
        case Clob text -> text.getSubString(1, (int) text.length());
        case byte[] bytes -> HexFormat.of().formatHex(bytes);
        case Timestamp time -> time.toInstant();
        case OffsetDateTime time -> time.toInstant();
        case Object other -> other;
      });
    }
    return values.toString();
  }
}
