package io.whopship.adapter.jdbc;

import io.whopship.ports.model.identity.Secret;
import io.whopship.testkit.postgres.PostgresServer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The databases on which all must hold. */
enum TestDatabase {

  H2 {
    @Override
    DatabaseSettings in(Path directory) {
      return DatabaseSettings.h2(directory);
    }

    @Override
    DatabaseSettings emptyIn(Path directory) {
      return DatabaseSettings.h2(directory);
    }
  },

  POSTGRESQL {
    @Override
    DatabaseSettings in(Path directory) {
      return settings(Copies.in(directory, true));
    }

    @Override
    DatabaseSettings emptyIn(Path directory) {
      return settings(Copies.in(directory, false));
    }
  };

  /** The database of a test: the same for the same directory, and new for a new one. */
  abstract DatabaseSettings in(Path directory);

  /** The same, and without a schema as long as nobody has opened it. */
  abstract DatabaseSettings emptyIn(Path directory);

  private static DatabaseSettings settings(String database) {
    return DatabaseSettings
        .postgresql(PostgresServer.shared().url(database), PostgresServer.USER,
            new Secret(PostgresServer.PASSWORD))
        .withConnections(4);
  }

  /** Copies of a database that has the schema, as copying takes less time than migrating. */
  private static final class Copies {

    private static final Map<Path, String> NAMES = new LinkedHashMap<>();
    private static final String TEMPLATE = makeTemplate();

    private static String makeTemplate() {
      String name = PostgresServer.shared().newDatabase();
      Database.open(settings(name)).close();
      return name;
    }

    private static synchronized String in(Path directory, boolean hasSchema) {
      String known = NAMES.get(directory);
      if (known != null) {
        return known;
      }
      // Those of tests that are over.
      NAMES.values().forEach(PostgresServer.shared()::drop);
      NAMES.clear();
      String name = hasSchema
          ? PostgresServer.shared().copyOf(TEMPLATE)
          : PostgresServer.shared().newDatabase();
      NAMES.put(directory, name);
      return name;
    }
  }
}
