package io.whopship.adapter.jdbc;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;

import io.whopship.ports.driven.PortException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.exception.FlywayValidateException;

/** Brings the schema up to date. Servers that start at the same time wait for each other. */
final class Migrations {

  /** As the first migration says. */
  private static final int OLDEST_POSTGRESQL = 15;

  private Migrations() {}

  static void run(DatabaseSettings settings, DataSource pool) {
    if (settings.isPostgreSql()) {
      requireNewEnough(settings, pool);
    }
    try {
      configure(settings, pool).load().migrate();
    } catch (FlywayValidateException e) {
      throw otherVersion(settings, e);
    } catch (FlywayException e) {
      throw new PortException.Rejected("database: cannot bring the schema of " + settings.place()
          + " up to date: " + summary(e), e);
    }
  }

  /** How far the schema is. Throws {@link PortException.Rejected} if it is none of ours. */
  static String look(DatabaseSettings settings, DataSource pool) {
    Flyway flyway = basic().ignoreMigrationPatterns("*:pending").dataSource(pool).load();
    try {
      flyway.validate();
      MigrationInfo current = flyway.info().current();
      int pending = flyway.info().pending().length;
      if (current == null) {
        requireEmpty(settings, pool);
        return "is empty: the first start makes its tables";
      }
      return "has schema " + current.getVersion() + (pending == 0
          ? ", which is that of this version"
          : ", to which the next start adds " + pending + ": back up before");
    } catch (FlywayValidateException e) {
      throw otherVersion(settings, e);
    } catch (FlywayException e) {
      throw new PortException.Rejected("database: cannot look at the schema of "
          + settings.place() + ": " + summary(e), e);
    }
  }

  private static void requireEmpty(DatabaseSettings settings, DataSource pool) {
    try (Connection connection = pool.getConnection();
        ResultSet tables = connection.getMetaData()
            .getTables(null, connection.getSchema(), "%", null)) {
      if (tables.next()) {
        throw new PortException.Rejected("database: " + settings.place()
            + " holds something else, such as " + tables.getString("TABLE_NAME")
            + ": give WhopShip a database or a schema of its own", null);
      }
    } catch (SQLException e) {
      throw SqlFaults.atOpening(settings.place(), new IllegalStateException(e));
    }
  }

  private static PortException otherVersion(DatabaseSettings settings, FlywayException e) {
    return new PortException.Rejected("database: the schema of " + settings.place()
        + " is not of this version of WhopShip: " + summary(e)
        + ". Start the version that last used it, or a newer one", e);
  }

  private static FluentConfiguration basic() {
    return Flyway.configure(Database.class.getClassLoader())
        .loggers("slf4j")
        .locations("classpath:io/whopship/adapter/jdbc/migrations");
  }

  private static FluentConfiguration configure(DatabaseSettings settings, DataSource pool) {
    // Not even those of a newer server: what they changed is not known here.
    FluentConfiguration flyway = basic().ignoreMigrationPatterns(new String[0]);
    if (!settings.isPostgreSql()) {
      return flyway.dataSource(pool);
    }
    // Not by the pool, where no statement may take long.
    return flyway
        .dataSource(settings.url(), settings.user(), settings.password().reveal())
        .jdbcProperties(texts(PostgreSql.patient()));
  }

  private static Map<String, String> texts(Properties properties) {
    return properties.stringPropertyNames()
        .stream()
        .collect(toMap(identity(), properties::getProperty));
  }

  static void requireNewEnough(DatabaseSettings settings, DataSource pool) {
    try (Connection connection = pool.getConnection()) {
      int version = connection.getMetaData().getDatabaseMajorVersion();
      if (version < OLDEST_POSTGRESQL) {
        throw new PortException.Rejected("database: " + settings.place() + " is PostgreSQL "
            + version + ", but " + OLDEST_POSTGRESQL + " or newer is needed", null);
      }
    } catch (SQLException e) {
      throw SqlFaults.atOpening(settings.place(), new IllegalStateException(e));
    }
  }

  private static String summary(FlywayException e) {
    String message = e.getMessage();
    return message == null
        ? e.toString()
        : message.lines().filter(line -> !line.isBlank()).limit(2).collect(joining(" "));
  }
}
