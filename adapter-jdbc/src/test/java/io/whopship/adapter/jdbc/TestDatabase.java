package io.whopship.adapter.jdbc;

import io.whopship.ports.model.identity.Secret;
import io.whopship.testkit.postgres.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The databases on which all must hold. */
enum TestDatabase {

  H2 {
    @Override
    DatabaseSettings in(Path directory) {
      return MigratedFile.in(directory);
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

  /**
   * The database of a test: the same for the same directory, and as new for a new one. Its schema
   * is not to be changed.
   */
  abstract DatabaseSettings in(Path directory);

  /** One of its own, and without a schema as long as nobody has opened it. */
  abstract DatabaseSettings emptyIn(Path directory);

  private static DatabaseSettings settings(String database) {
    return DatabaseSettings
        .postgresql(PostgresServer.shared().url(database), PostgresServer.USER,
            new Secret(PostgresServer.PASSWORD))
        .withConnections(4);
  }

  /** Copies of a file that has the schema: copying takes less time than migrating. */
  private static final class MigratedFile {

    private static final byte[] BYTES = migrated();

    private static byte[] migrated() {
      try {
        Path directory = Files.createTempDirectory("whopship-migrated");
        DatabaseSettings settings = DatabaseSettings.h2(directory);
        Database.open(settings).close();
        Path file = settings.h2File().orElseThrow();
        byte[] bytes = Files.readAllBytes(file);
        Files.delete(file);
        Files.delete(directory);
        return bytes;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static DatabaseSettings in(Path directory) {
      DatabaseSettings settings = DatabaseSettings.h2(directory);
      Path file = settings.h2File().orElseThrow();
      try {
        if (!Files.exists(file)) {
          Files.createDirectories(file.getParent());
          Files.write(file, BYTES);
        }
        return settings;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** One database that is as new for each test: that takes less time than making another. */
  private static final class Copies {

    private static final Map<Path, String> NAMES = new LinkedHashMap<>();
    private static final String WITH_SCHEMA = migrated();

    private static String migrated() {
      String name = PostgresServer.shared().newDatabase();
      Database.open(settings(name)).close();
      PostgresServer.shared().execute(name, KEEP);
      return name;
    }

    private static synchronized String in(Path directory, boolean hasSchema) {
      String known = NAMES.get(directory);
      if (known != null) {
        return known;
      }
      // Those of tests that are over.
      NAMES.values()
          .stream()
          .filter(name -> !name.equals(WITH_SCHEMA))
          .forEach(PostgresServer.shared()::drop);
      NAMES.clear();
      if (hasSchema) {
        PostgresServer.shared().execute(WITH_SCHEMA, RESET);
      }
      String name = hasSchema ? WITH_SCHEMA : PostgresServer.shared().newDatabase();
      NAMES.put(directory, name);
      return name;
    }
  }

  /** Remembers the rows that the migrations made. */
  private static final String KEEP = """
      create schema kept;
      do $$
      declare name text;
      begin
        for name in select tablename from pg_tables where schemaname = 'public' loop
          execute format('create table kept.%1$I as select * from public.%1$I', name);
        end loop;
      end $$
      """;

  /** Puts back what was remembered, once nobody uses it any more. */
  private static final String RESET = """
      select pg_terminate_backend(pid, 10000) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid();
      do $$
      declare name text;
      begin
        -- no order among tables; and to truncate so many takes longer than to delete so few rows
        perform set_config('session_replication_role', 'replica', true);
        for name in select tablename from pg_tables where schemaname = 'public' loop
          execute format('delete from public.%1$I', name);
          execute format('insert into public.%1$I overriding system value'
            ' select * from kept.%1$I', name);
        end loop;
        perform setval(format('public.%I', sequencename)::regclass, start_value, false)
          from pg_sequences where schemaname = 'public';
      end $$
      """;
}
