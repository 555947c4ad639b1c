package io.whopship.adapter.jdbc;

import io.whopship.ports.model.identity.Secret;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which database, and how many connections to it.
 *
 * @param connections at most so many at once, and that many are kept open; of H2 these read, and
 * one more writes
 */
public record DatabaseSettings(String url, String user, Secret password, int connections) {

  public static final int DEFAULT_CONNECTIONS = 10;

  /**
   * A thread that is interrupted while it reads or writes a file closes it, here: the database, for
   * everybody. This file system of H2's opens it again.
   */
  private static final String H2_FILE = "jdbc:h2:retry:";

  /**
   * PostgreSQL's words and lower case names, so that one set of SQL runs on both. A killed process
   * would lose what it acknowledged in its last half second, were it not for {@code WRITE_DELAY=0};
   * a power cut may still cost some. Without {@code DB_CLOSE_ON_EXIT=FALSE} H2 closes the file
   * under the requests that a server is still answering. Locks are waited for 5 s.
   */
  private static final String H2_OPTIONS = ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE"
      + ";DEFAULT_NULL_ORDERING=HIGH;WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=5000";

  public DatabaseSettings {
    if (!url.startsWith("jdbc:")) {
      throw new IllegalArgumentException("database URL must start with 'jdbc:'");
    }
    // Flyway needs two: one holds its lock, one migrates.
    if (connections < 2) {
      throw new IllegalArgumentException(
          "database connections must be 2 or more, but are " + connections);
    }
  }

  /** The embedded H2, in one file in this directory. One process at a time can have it open. */
  public static DatabaseSettings h2(Path directory) {
    String file = directory.toAbsolutePath().normalize().resolve("whopship").toString();
    if (file.indexOf(';') >= 0) {
      throw new IllegalArgumentException(
          "data directory must not have a ';' in its path, but is '" + directory + "'");
    }
    return of(H2_FILE + file + H2_OPTIONS, "whopship", new Secret(""));
  }

  /**
   * A PostgreSQL, which many servers may share: 15 or newer, with a database or a schema of its
   * own. What the URL's options say wins over what is set for it here (see {@link PostgreSql}).
   *
   * @param url {@code jdbc:postgresql://host:port/database}, without user and password
   */
  public static DatabaseSettings postgresql(String url, String user, Secret password) {
    PostgreSql.requireGood(url);
    if (user.isBlank()) {
      throw new IllegalArgumentException("database user must be set");
    }
    return of(url, user, password);
  }

  /** The database at a JDBC URL. */
  public static DatabaseSettings of(String url, String user, Secret password) {
    return new DatabaseSettings(url, user, password, DEFAULT_CONNECTIONS);
  }

  public DatabaseSettings withConnections(int number) {
    return new DatabaseSettings(url, user, password, number);
  }

  /** The file of the embedded H2, which need not be there yet; empty for any other database. */
  Optional<Path> h2File() {
    return url.startsWith(H2_FILE)
        ? Optional.of(Path.of(url.substring(H2_FILE.length()).split(";", 2)[0] + ".mv.db"))
        : Optional.empty();
  }

  boolean isPostgreSql() {
    return url.startsWith(PostgreSql.URL);
  }

  /** Without the URL's options, which may hold secrets. */
  String place() {
    return url.split("[;?]", 2)[0];
  }
}
