package io.whopship.adapter.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.whopship.ports.driven.PortException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStoreException;

/** A database as a start would find it. Nothing is changed: no table, no file. */
final class DatabaseLook {

  /** The later {@code ACCESS_MODE_DATA} has H2 open the file for reading. */
  private static final String H2_READ_ONLY = ";ACCESS_MODE_DATA=r;IFEXISTS=TRUE";

  private static final int CONNECTIONS = 2;

  private static final String RIGHTS = """
      select current_setting('transaction_read_only') = 'on' as reads_only,
        coalesce(has_schema_privilege(current_schema(), 'CREATE'), false) as may_create,
        (select min(tableowner::text) from pg_tables
          where schemaname = current_schema() and not pg_has_role(tableowner, 'USAGE')) as stranger
      """;

  private DatabaseLook() {}

  /** What is there. Throws a {@link PortException} that says what is wrong and what to do. */
  static String at(DatabaseSettings settings) {
    Optional<Path> file = settings.h2File();
    return file.isPresent() ? atFile(settings, file.get()) : connected(settings);
  }

  private static String atFile(DatabaseSettings settings, Path file) {
    try {
      if (!Files.exists(file) || Files.size(file) == 0) {
        return "is made at the first start, as " + file;
      }
      if (!Files.isWritable(file)) {
        throw new PortException.Rejected("the database " + file
            + " cannot be written: let the user of this process write it", null);
      }
      return LastCommit.wasClosed(file)
          ? connected(DatabaseSettings.of(settings.url() + H2_READ_ONLY, settings.user(),
              settings.password()))
          : file + " was not closed in order: the next start brings back its last commit";
    } catch (MVStoreException e) {
      throw e.getErrorCode() == DataUtils.ERROR_FILE_LOCKED
          ? SqlFaults.locked(settings.place(), e)
          : SqlFaults.unreadable(file, e);
    } catch (IOException e) {
      throw SqlFaults.unreadable(file, e);
    }
  }

  private static String connected(DatabaseSettings settings) {
    try (HikariDataSource pool = Database.connect(settings.withConnections(CONNECTIONS))) {
      if (settings.isPostgreSql()) {
        Migrations.requireNewEnough(settings, pool);
        requireRights(settings, pool);
      }
      return settings.place() + " " + Migrations.look(settings, pool);
    }
  }

  private static void requireRights(DatabaseSettings settings, HikariDataSource pool) {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rights = statement.executeQuery(RIGHTS)) {
      rights.next();
      String stranger = rights.getString("stranger");
      if (rights.getBoolean("reads_only")) {
        throw rejected(settings, "is for reading only: name the server that can write");
      }
      if (!rights.getBoolean("may_create")) {
        throw rejected(settings, "has no schema in which " + settings.user()
            + " may create tables: make that user the owner of the database");
      }
      if (stranger != null) {
        throw rejected(settings, "has tables of " + stranger + ", which " + settings.user()
            + " may not change: be that user, or make this one their owner");
      }
    } catch (SQLException e) {
      throw SqlFaults.atOpening(settings.place(), new IllegalStateException(e));
    }
  }

  private static PortException rejected(DatabaseSettings settings, String what) {
    return new PortException.Rejected("database: " + settings.place() + " " + what, null);
  }
}
