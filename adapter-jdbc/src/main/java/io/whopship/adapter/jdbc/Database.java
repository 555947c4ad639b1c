package io.whopship.adapter.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.whopship.ports.driven.Checkable.Check;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.driven.Signals;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStoreException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An open database with its schema up to date. Safe for use by many threads, of which one at a time
 * changes an H2: what it writes to its file at a commit is each table and each index as that one is
 * when it comes to it. What others changed meanwhile would be there in part, and a process that is
 * killed then leaves an index without its rows, or rows that nobody can lock any more.
 */
final class Database implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Database.class);
  private static final Duration CONNECTION_WAIT = Duration.ofSeconds(5);
  private static final Duration VALIDATION_WAIT = Duration.ofSeconds(2);

  private final DatabaseSettings settings;
  private final HikariDataSource readers;
  /** Of one connection for H2, the very same as the readers for PostgreSQL. */
  private final HikariDataSource writers;
  private final Jdbi reading;
  private final Jdbi writing;

  private Database(DatabaseSettings settings, HikariDataSource readers, HikariDataSource writers) {
    this.settings = settings;
    this.readers = readers;
    this.writers = writers;
    this.reading = jdbi(readers).setSqlLogger(new OnlyReads());
    this.writing = jdbi(writers);
  }

  private static Jdbi jdbi(DataSource connections) {
    return Jdbi.create(connections).registerArgument(new InstantArgument());
  }

  /** Connects and brings the schema up to date. */
  static Database open(DatabaseSettings settings) {
    settings.h2File().ifPresent(Database::findLastCommit);
    HikariDataSource readers = connect(settings);
    try {
      Migrations.run(settings, readers);
      return new Database(settings, readers, settings.isPostgreSql()
          ? readers
          : connect(settings, 1));
    } catch (RuntimeException e) {
      readers.close();
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
        throw SqlFaults.unreadable(file, e);
      }
    } catch (IOException e) {
      throw SqlFaults.unreadable(file, e);
    }
  }

  static HikariDataSource connect(DatabaseSettings settings) {
    return connect(settings, settings.connections());
  }

  private static HikariDataSource connect(DatabaseSettings settings, int connections) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("whopship");
    config.setJdbcUrl(settings.url());
    config.setUsername(settings.user());
    config.setPassword(settings.password().reveal());
    config.setMaximumPoolSize(connections);
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
      return writing.inTransaction(statements::apply);
    } catch (RuntimeException e) {
      throw SqlFaults.translate(doing, e);
    }
  }

  /** For queries, each of which sees what was committed before it. Others fail. */
  <T> T read(String doing, Function<Handle, T> queries) {
    return with(reading, doing, queries);
  }

  /** For single statements, each in a transaction of its own. */
  <T> T write(String doing, Function<Handle, T> statements) {
    return with(writing, doing, statements);
  }

  private static <T> T with(Jdbi jdbi, String doing, Function<Handle, T> statements) {
    try {
      return jdbi.withHandle(statements::apply);
    } catch (RuntimeException e) {
      throw SqlFaults.translate(doing, e);
    }
  }

  /** Like {@link #write}, but answers empty if there is a row with this key already. */
  <T> Optional<T> insert(String doing, Function<Handle, T> statement) {
    try {
      return Optional.of(writing.withHandle(statement::apply));
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
      read("check", handle -> {
        try {
          return handle.createQuery("select last_id from outbox_head")
              .setQueryTimeout((int) VALIDATION_WAIT.toSeconds())
              .mapTo(Long.class)
              .one();
        } finally {
          forgetLimit(handle.getConnection());
        }
      });
      return new Check.Usable();
    } catch (PortException e) {
      return new Check.Unusable("the database does not answer: " + e.getMessage()
          + ". See that it runs, and that its disk has space");
    }
  }

  /** H2 keeps the limit of a statement for whatever its connection is used for next. */
  private static void forgetLimit(Connection connection) {
    try (Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(0);
    } catch (SQLException e) {
      log.debug("connection broke while it was checked", e);
    }
  }

  ConnectionUse connections() {
    ConnectionUse use = use(readers);
    return isPostgreSql() ? use : use.plus(use(writers));
  }

  private static ConnectionUse use(HikariDataSource pool) {
    HikariPoolMXBean use = pool.getHikariPoolMXBean();
    return new ConnectionUse(use.getActiveConnections(), use.getIdleConnections(),
        use.getThreadsAwaitingConnection());
  }

  /** For those who change the database by themselves. */
  DataSource writers() {
    return writers;
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
    writers.close();
    readers.close();
  }
}
