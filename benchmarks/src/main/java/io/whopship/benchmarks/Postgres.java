package io.whopship.benchmarks;

import io.whopship.adapter.jdbc.DatabaseSettings;
import io.whopship.ports.model.identity.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A PostgreSQL of its own, of Debian's package, as it comes: what it acknowledges is on the disk.
 * It refuses to run as root, so then it runs as the package's user.
 */
record Postgres(Program program, Folder folder, int port) implements AutoCloseable {

  private static final Path PACKAGE = Path.of("/usr/lib/postgresql");
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Where its programs are; empty if it is not installed. */
  static Optional<Path> installed() {
    if (!Files.isDirectory(PACKAGE)) {
      return Optional.empty();
    }
    try (Stream<Path> versions = Files.list(PACKAGE)) {
      return versions.map(version -> version.resolve("bin"))
          .filter(binaries -> Files.exists(binaries.resolve("initdb")))
          .max(Path::compareTo);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Postgres start(Path binaries) {
    Folder folder = Folder.create();
    int port = Program.freePort();
    try {
      // Another user must get in, and make a folder there.
      Files.setPosixFilePermissions(folder.path(), PosixFilePermissions.fromString("rwxrwxrwx"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String data = folder.path().resolve("data").toString();
    Program.run(command(binaries, "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E",
        "UTF8", "--locale=C.UTF-8"));
    // Not by pg_ctl, so that its work counts as that of the benchmark.
    Program program = Program.start(
        command(binaries, "postgres", "-D", data, "-p", Integer.toString(port), "-c",
            "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="),
        Map.of(), folder.path().resolve("log"));
    Postgres postgres = new Postgres(program, folder, port);
    postgres.awaitStart();
    return postgres;
  }

  private void awaitStart() {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    DatabaseSettings settings = settings();
    while (true) {
      try {
        DriverManager.getConnection(settings.url(), settings.user(), "").close();
        return;
      } catch (SQLException e) {
        if (System.nanoTime() > deadline) {
          close();
          throw new IllegalStateException("PostgreSQL does not start", e);
        }
        Pause.of(Duration.ofMillis(100));
      }
    }
  }

  DatabaseSettings settings() {
    return DatabaseSettings.of(
        "jdbc:postgresql://127.0.0.1:" + port + "/postgres?reWriteBatchedInserts=true", "postgres",
        new Secret(""));
  }

  /** How a server is told to use it. */
  Map<String, String> environment() {
    return Map.of("WHOPSHIP_DATABASE_URL", "jdbc:postgresql://127.0.0.1:" + port + "/postgres",
        "WHOPSHIP_DATABASE_USER", "postgres", "WHOPSHIP_SIGNING_KEY", "key-of-the-benchmarks",
        "WHOPSHIP_PEER_URL", "http://127.0.0.1:" + WhopShip.PORT);
  }

  private static List<String> command(Path binaries, String program, String... arguments) {
    List<String> command = new ArrayList<>();
    if (ProcessHandle.current().info().user().filter("root"::equals).isPresent()) {
      command.addAll(List.of("runuser", "-u", "postgres", "--"));
    }
    command.add(binaries.resolve(program).toString());
    command.addAll(List.of(arguments));
    return command;
  }

  @Override
  public void close() {
    program.close();
    folder.close();
  }
}
