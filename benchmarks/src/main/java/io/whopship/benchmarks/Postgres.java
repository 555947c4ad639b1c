package io.whopship.benchmarks;

import io.whopship.adapter.jdbc.DatabaseSettings;
import io.whopship.ports.model.identity.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A PostgreSQL of its own, of Debian's package, as it comes: what it acknowledges is on the disk.
 * It refuses to run as root, so then it runs as the package's user.
 */
record Postgres(Path binaries, Folder folder, int port) implements AutoCloseable {

  private static final Path PACKAGE = Path.of("/usr/lib/postgresql");

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
    Postgres postgres = new Postgres(binaries, folder, Program.freePort());
    try {
      // Another user must get in, and make a folder there.
      Files.setPosixFilePermissions(folder.path(), PosixFilePermissions.fromString("rwxrwxrwx"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    postgres.run("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8");
    postgres.run("pg_ctl", "-w", "-l", folder.path().resolve("log").toString(), "-o",
        "-p " + postgres.port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=''",
        "start");
    return postgres;
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

  private void run(String program, String... arguments) {
    List<String> command = new ArrayList<>();
    if (ProcessHandle.current().info().user().filter("root"::equals).isPresent()) {
      command.addAll(List.of("runuser", "-u", "postgres", "--"));
    }
    command.addAll(List.of(binaries.resolve(program).toString(), "-D",
        folder.path().resolve("data").toString()));
    command.addAll(List.of(arguments));
    Program.run(command);
  }

  @Override
  public void close() {
    run("pg_ctl", "-m", "immediate", "-w", "stop");
    folder.close();
  }
}
