package io.whopship.adapter.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.whopship.ports.driven.Checkable.Check;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.driven.Signals;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStoreException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** An open database with its schema up to date. Safe for use by many threads. */
final class Database implements AutoCloseable {

  private static final Duration CONNECTION_WAIT = Duration.ofSeconds(5);
  private static final Duration VALIDATION_WAIT = Duration.ofSeconds(2);

  private final HikariDataSource pool;
  private final DatabaseSettings settings;
  private final Jdbi jdbi;

  private Database(HikariDataSource pool, DatabaseSettings settings) {
    this.pool = pool;
    this.settings = settings;
    this.jdbi = Jdbi.create(pool).registerArgument(new InstantArgument());
  }

  /** Connects and brings the schema up to date. */
  static Database open(DatabaseSettings settings) {
    settings.h2File().ifPresent(Database::findLastCommit);
    HikariDataSource pool = connect(settings);
    try {
      Migrations.run(settings, pool);
      return new Database(pool, settings);
    } catch (RuntimeException e) {
      pool.close();
      throw e;
    }
  }

  /** What is locked, or of another version of H2, is for {@link #connect} to name. */
  private static void findLastCommit(Path file) {
    try {
      LastCommit.find(file);
    } catch (MVStoreException e) {
      if (e.getErrorCode() != DataUtils.ERROR_FILE_LOCKED
          && e.getErrorCode() != DataUtils.ERROR_UNSUPPORTED_FORMAT) {
        throw new PortException.Corrupt("the database " + file + " cannot be read: "
            + e.getMessage() + ". Bring it back from a backup", e);
      }
    } catch (IOException e) {
      throw new PortException.Unavailable("the database " + file + " cannot be read: " + e, e);
    }
  }

  static HikariDataSource connect(DatabaseSettings settings) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("whopship");
    config.setJdbcUrl(settings.url());
    config.setUsername(settings.user());
    config.setPassword(settings.password().reveal());
    config.setMaximumPoolSize(settings.connections());
    config.setConnectionTimeout(CONNECTION_WAIT.toMillis());
    config.setValidationTimeout(VALIDATION_WAIT.toMillis());
    config.setExceptionOverride(new DeadConnections());
    if (settings.isPostgreSql()) {
      config.setDataSourceProperties(PostgreSql.properties());
      config.setConnectionInitSql(PostgreSql.SESSION);
    }
    try {
      return new HikariDataSource(config);
    } catch (RuntimeException e) {
      throw SqlFaults.atOpening(settings.place(), e);
    }
  }

  /** All of it in one transaction, rolled back if it throws. */
  <T> T inTransaction(String doing, Function<Handle, T> statements) {
    try {
      return jdbi.inTransaction(statements::apply);
    } catch (RuntimeException e) {
      throw SqlFaults.translate(doing, e);
    }
  }

  /** For single statements, each in a transaction of its own. */
  <T> T with(String doing, Function<Handle, T> statements) {
    try {
      return jdbi.withHandle(statements::apply);
    } catch (RuntimeException e) {
      throw SqlFaults.translate(doing, e);
    }
  }

  /** Like {@link #with}, but answers empty if there is a row with this key already. */
  <T> Optional<T> insert(String doing, Function<Handle, T> statement) {
    try {
      return Optional.of(jdbi.withHandle(statement::apply));
    } catch (RuntimeException e) {
      if (SqlFaults.isDuplicate(e)) {
        return Optional.empty();
      }
      throw SqlFaults.translate(doing, e);
    }
  }

  /** By a statement that reads a table: a connection may call itself valid over a closed file. */
  Check check() {
    try {
      with("check", handle -> {
        long last = handle.createQuery("select last_id from outbox_head")
            .setQueryTimeout((int) VALIDATION_WAIT.toSeconds())
            .mapTo(Long.class)
            .one();
        // H2 keeps the limit for whatever the connection is used for next.
        return handle.createQuery("select :last")
            .bind("last", last)
            .setQueryTimeout(0)
            .mapTo(Long.class)
            .one();
      });
      return new Check.Usable();
    } catch (PortException e) {
      return new Check.Unusable("the database does not answer: " + e.getMessage()
          + ". See that it runs, and that its disk has space");
    }
  }

  ConnectionUse connections() {
    HikariPoolMXBean use = pool.getHikariPoolMXBean();
    return new ConnectionUse(use.getActiveConnections(), use.getIdleConnections(),
        use.getThreadsAwaitingConnection());
  }

  DataSource dataSource() {
    return pool;
  }

  boolean isPostgreSql() {
    return settings.isPostgreSql();
  }

  /** What other servers on it hear. Those of PostgreSQL are to be closed before this. */
  Signals openSignals() {
    return settings.isPostgreSql() ? new PostgresSignals(settings, this) : Signals.NONE;
  }

  @Override
  public void close() {
    pool.close();
  }
}
