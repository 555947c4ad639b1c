package io.whopship.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.DeploymentState;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A newer server opens what an older one has written. */
class MigrationsTest {

  @TempDir
  Path directory;

  @Test
  void aDeploymentThatWasUploadingIsPlacing() throws SQLException {
    writtenBy("1", """
        insert into apps (whop_app_id, owner_id, name, subdomain, variables, created_at)
          values ('app', 'owner', 'App', 'app', '{}', timestamp '2026-11-20 12:00:00');
        insert into deployments (uuid, app, metadata, rollout_plan, state, facts, version, fence,
            log_lines, created_at)
          values (random_uuid(), 1, '{"other":{}}', '[{"percent":100,"soak":"PT0S"}]', 'uploading',
            '{"triggeredAt":"2026-11-20T12:00:00.123Z"}', 2, 1, 0,
            timestamp '2026-11-20 12:00:00');
        """);

    try (H2Stores h2 = new H2Stores(directory)) {
      assertThat(h2.deployments().find(new DeploymentId(1))).map(Deployment::state)
          .contains(new DeploymentState.Placing(Given.NOW));
    }
  }

  private void writtenBy(String version, String sql) throws SQLException {
    DatabaseSettings settings = DatabaseSettings.h2(directory);
    Flyway.configure(Database.class.getClassLoader())
        .dataSource(settings.url(), settings.user(), "")
        .loggers("slf4j")
        .locations("classpath:io/whopship/adapter/jdbc/migrations")
        .target(version)
        .load()
        .migrate();
    try (Connection connection = DriverManager.getConnection(settings.url(), settings.user(), "");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
