package io.whopship.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whopship.ports.driven.DeploymentLogs.Appended;
import io.whopship.ports.driven.DeploymentLogs.Extent;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.DeploymentState;
import io.whopship.ports.model.logs.LogFilter;
import io.whopship.ports.model.logs.LogRetention;
import io.whopship.ports.model.logs.LogType;
import io.whopship.ports.model.logs.StoredLine;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A newer server opens what an older one has written. */
@ParameterizedClass
@EnumSource
class MigrationsTest {

  private final TestDatabase database;

  @TempDir
  Path directory;

  MigrationsTest(TestDatabase database) {
    this.database = database;
  }

  @Test
  void aDeploymentThatWasUploadingIsPlacing() throws SQLException {
    writtenBy("1",
        """
            insert into apps (whop_app_id, owner_id, name, subdomain, variables, created_at)
              values ('app', 'owner', 'App', 'app', '{}', timestamp '2026-11-20 12:00:00');
            insert into deployments (uuid, app, metadata, rollout_plan, state, facts, version, fence,
                log_lines, created_at)
              values (gen_random_uuid(), 1, '{"other":{}}', '[{"percent":100,"soak":"PT0S"}]', 'uploading',
                '{"triggeredAt":"2026-11-20T12:00:00.123Z"}', 2, 1, 0,
                timestamp '2026-11-20 12:00:00');
            """);

    try (OpenStores opened = new OpenStores(database.emptyIn(directory))) {
      assertThat(opened.deployments().find(new DeploymentId(1))).map(Deployment::state)
          .contains(new DeploymentState.Placing(Given.NOW));
    }
  }

  @Test
  void aLogFromBeforeIsReadSearchedAndKept() throws SQLException {
    writtenBy("3",
        """
            insert into apps (whop_app_id, owner_id, name, subdomain, variables, created_at)
              values ('app', 'owner', 'App', 'app', '{}', timestamp '2026-11-20 12:00:00');
            insert into deployments (uuid, app, metadata, rollout_plan, state, facts, version, fence,
                log_lines, created_at)
              values (gen_random_uuid(), 1, '{"other":{}}', '[{"percent":100,"soak":"PT0S"}]', 'pending',
                '{}', 0, 0, 3, timestamp '2026-11-20 12:00:00');
            insert into log_chunks (deployment, first_position, lines) values
              (1, 1, '[{"at":"2026-11-20T12:00:00.123Z","type":"info","step":"build","message":"one"},
                {"at":"2026-11-20T12:00:01.123Z","type":"error","step":"upload","message":"two"}]'),
              (1, 3, '[{"at":"2026-11-20T12:00:02.123Z","type":"info","step":"done","message":"3"}]');
            """);

    try (OpenStores opened = new OpenStores(database.emptyIn(directory))) {
      DeploymentId deployment = new DeploymentId(1);
      assertThat(opened.logs().extent(deployment)).isEqualTo(new Extent(1, 3));
      assertThat(opened.logs().append(deployment, List.of(Given.line("four"))))
          .isEqualTo(new Appended.Upto(4));
      assertThat(opened.logs().read(deployment, 0, 10)).extracting(line -> line.line().message())
          .containsExactly("one", "two", "3", "four");
      assertThat(opened.logs().positionAt(deployment, Given.NOW)).isEqualTo(1);
      assertThat(opened.logs().positionAt(deployment, Given.NOW.plusSeconds(1))).isEqualTo(2);
      assertThat(opened.logs().positionAt(deployment, Given.NOW.plusSeconds(2))).isEqualTo(4);
      assertThat(opened.logs()
          .scan(deployment, new LogFilter(Set.of(LogType.ERROR), "UP", "", Given.NOW), 0, 4, false,
              10)
          .matches()).extracting(StoredLine::position).containsExactly(2L);

      LogRetention aWeek = new LogRetention(Duration.ofDays(7), Long.MAX_VALUE);
      assertThat(opened.logs().keep(aWeek, Instant.now()).removedLines()).isZero();
      assertThat(opened.logs().keep(aWeek, Instant.now().plus(Duration.ofDays(9))).removedLines())
          .isEqualTo(4);
    }
  }

  @Test
  void linesFromBeforeGoBeforeThoseOfToday() throws SQLException {
    writtenBy("3",
        """
            insert into apps (whop_app_id, owner_id, name, subdomain, variables, created_at)
              values ('app', 'owner', 'App', 'app', '{}', timestamp '2026-11-20 12:00:00');
            insert into deployments (uuid, app, metadata, rollout_plan, state, facts, version, fence,
                log_lines, created_at)
              values (gen_random_uuid(), 1, '{"other":{}}', '[{"percent":100,"soak":"PT0S"}]', 'pending',
                '{}', 0, 0, 1, timestamp '2026-11-20 12:00:00'),
                (gen_random_uuid(), 1, '{"other":{}}', '[{"percent":100,"soak":"PT0S"}]', 'pending',
                '{}', 0, 0, 0, timestamp '2026-11-20 12:00:00');
            insert into log_chunks (deployment, first_position, lines) values
              (1, 1, '[{"at":"2026-11-20T12:00:00.123Z","type":"info","step":"","message":"old"}]');
            """);

    try (OpenStores opened = new OpenStores(database.emptyIn(directory))) {
      DeploymentId old = new DeploymentId(1);
      DeploymentId today = new DeploymentId(2);
      opened.logs()
          .append(today,
              List.of(Given.line("new").withTime(Instant.now().plusSeconds(1))));

      opened.logs().keep(new LogRetention(Duration.ofDays(7), 100), Instant.now());

      assertThat(opened.logs().read(old, 0, 10)).isEmpty();
      assertThat(opened.logs().read(today, 0, 10)).hasSize(1);
    }
  }

  @Test
  void aSchemaOfANewerServerIsRefused() throws SQLException {
    new OpenStores(database.emptyIn(directory)).close();
    execute("""
        insert into "flyway_schema_history" ("installed_rank", "version", "description", "type",
            "script", "checksum", "installed_by", "execution_time", "success")
          values (1000, '1000', 'of tomorrow', 'SQL', 'V1000__of_tomorrow.sql', 1, 'x', 1, true)
        """);

    assertThatThrownBy(() -> Database.open(database.emptyIn(directory)))
        .isInstanceOf(PortException.Rejected.class)
        .hasMessageContaining("is not of this version of WhopShip")
        .hasMessageContaining("1000")
        .hasMessageEndingWith("Start the version that last used it, or a newer one");
  }

  @Test
  void aDatabaseThatHoldsSomethingElseIsLeftAlone() throws SQLException {
    execute("create table invoices (id int)");

    assertThatThrownBy(() -> Database.open(database.emptyIn(directory)))
        .isInstanceOf(PortException.Rejected.class)
        .hasMessageContaining("non-empty schema");
  }

  private void writtenBy(String version, String sql) throws SQLException {
    DatabaseSettings settings = database.emptyIn(directory);
    Flyway.configure(Database.class.getClassLoader())
        .dataSource(settings.url(), settings.user(), settings.password().reveal())
        .loggers("slf4j")
        .locations("classpath:io/whopship/adapter/jdbc/migrations")
        .target(version)
        .load()
        .migrate();
    execute(sql);
  }

  private void execute(String sql) throws SQLException {
    DatabaseSettings settings = database.emptyIn(directory);
    try (
        Connection connection = DriverManager.getConnection(settings.url(), settings.user(),
            settings.password().reveal());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
