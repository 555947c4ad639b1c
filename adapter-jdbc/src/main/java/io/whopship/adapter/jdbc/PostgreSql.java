package io.whopship.adapter.jdbc;

import java.util.Locale;
import java.util.Properties;
import org.postgresql.Driver;

/**
 * How connections to PostgreSQL are made. A network that goes silent, or a database that does not
 * answer, costs a caller some ten seconds and not more; a server that stalls within a transaction
 * loses the transaction, so that its locks hold nobody up.
 */
final class PostgreSql {

  static final String URL = "jdbc:postgresql:";

  /** For what a server says of this in the catalogue of its connections. */
  private static final String NAME = "whopship";

  private static final int CONNECT_SECONDS = 4;

  /** More than a statement may take: the server's own answer, that it took too long, is better. */
  private static final int SILENCE_SECONDS = 10;

  /**
   * Milliseconds that a statement may take, wait for a lock, and leave its transaction idle. Of a
   * server that stalls the locks are gone before those give up who wait for them.
   */
  static final String SESSION = "set statement_timeout = 8000; set lock_timeout = 5000;"
      + " set idle_in_transaction_session_timeout = 3000";

  private PostgreSql() {}

  /** Throws {@link IllegalArgumentException} for a URL with secrets, which would be logged. */
  static void requireGood(String url) {
    String[] parts = url.split("[?]", 2);
    String options = parts.length == 1 ? "" : parts[1].toLowerCase(Locale.ROOT);
    if (parts[0].contains("@") || options.matches("(.*&)?(user|password|sslpassword)=.*")) {
      throw new IllegalArgumentException(
          "database URL must not hold user or password: they have settings of their own");
    }
    if (!url.startsWith(URL + "//") || !new Driver().acceptsURL(url)) {
      throw new IllegalArgumentException("database URL must be like"
          + " jdbc:postgresql://host:5432/database, but is '" + parts[0] + "'");
    }
  }

  /** Of all connections but those that migrate. */
  static Properties properties() {
    Properties properties = patient();
    properties.setProperty("socketTimeout", Integer.toString(SILENCE_SECONDS));
    return properties;
  }

  /** Of connections whose statements may take as long as they need. */
  static Properties patient() {
    Properties properties = new Properties();
    properties.setProperty("ApplicationName", NAME);
    properties.setProperty("connectTimeout", Integer.toString(CONNECT_SECONDS));
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("reWriteBatchedInserts", "true");
    // Of several hosts in the URL the one that can write, also after another has taken its place.
    properties.setProperty("targetServerType", "primary");
    return properties;
  }

  /** What to do if a connection is refused with this state; empty if there is nothing to say. */
  static String advice(String state) {
    return switch (state) {
      case "28P01", "28000" -> ". Check user and password, and that pg_hba.conf lets them in from"
          + " this machine";
      case "3D000" -> ". Create this database, or name another in the URL";
      case "53300" -> ". Raise max_connections there, or give each server fewer connections";
      case "08001", "08004", "08006" -> ". See that PostgreSQL runs there and listens, and that no"
          + " firewall is between";
      default -> "";
    };
  }
}
