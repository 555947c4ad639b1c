package io.whopship.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.testkit.ArtifactZips;
import io.whopship.testkit.postgres.PostgresServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backup, restore and the way to PostgreSQL, by the commands of {@code docs/operations.md}. */
class BackupTest {

  private static final Map<String, String> QUICK = Map.of("WHOPSHIP_SOAK", "100ms",
      "WHOPSHIP_DOCKER", "off");

  @TempDir
  private Path folder;

  @Test
  void theDataFolderIsTheWholeBackupOfAServerOnH2() throws Exception {
    Path data = folder.resolve("whopship");
    Known known;
    try (RunningServer server = RunningServer.start(data, QUICK)) {
      known = Known.of(server.caller(), deployFirst(server.caller()));
    }
    Path archive = archive(data);

    Path elsewhere = restore(archive, "new-machine");
    try (RunningServer server = RunningServer.start(elsewhere, QUICK)) {
      isAllThere(server.caller(), known);
      deploy(server.caller(), "v2");
    }

    // The database of before v2, with all else of after it.
    remove(elsewhere.resolve("database"));
    run(List.of("cp", "-a", data.resolve("database").toString(), elsewhere.toString()));
    try (RunningServer server = RunningServer.start(elsewhere, QUICK)) {
      isAllThere(server.caller(), known);
      deploy(server.caller(), "v3");
    }
  }

  @Test
  void aDumpAndTheDataFolderOfARunningServerAreItsBackupOnTheOldestPostgresql() throws Exception {
    Path programs = Path.of(Objects.requireNonNull(System.getProperty("whopship.postgres.oldest"),
        "-Dwhopship.postgres.oldest must name a jar of PostgreSQL's programs, as Maven sets it"));
    Path data = folder.resolve("whopship");
    try (PostgresServer postgres = PostgresServer.start(programs)) {
      String database = postgres.newDatabase();
      Known known;
      Path dump = folder.resolve("whopship.dump");
      Path archive;
      try (RunningServer server = RunningServer.start(data, settings(postgres, database))) {
        known = Known.of(server.caller(), deployFirst(server.caller()));
        postgres(postgres, "pg_dump", "-Fc", "-f", dump.toString(), database);
        archive = archive(data);
      }
      postgres.drop(database);

      String restored = postgres.newDatabase();
      postgres(postgres, "pg_restore", "--no-owner", "--exit-on-error", "-d", restored,
          dump.toString());
      try (RunningServer server = RunningServer.start(restore(archive, "new-machine"),
          settings(postgres, restored))) {
        isAllThere(server.caller(), known);
        deploy(server.caller(), "v2");
      }
    }
  }

  @Test
  void aServerThatOutgrowsItsH2GoesOnWithAllOfItOnPostgresql() throws Exception {
    Path data = folder.resolve("whopship");
    Known known;
    try (RunningServer server = RunningServer.start(data, QUICK)) {
      known = Known.of(server.caller(), deployFirst(server.caller()));
    }

    PostgresServer postgres = PostgresServer.shared();
    Map<String, String> settings = settings(postgres, postgres.newDatabase());
    settings.put("WHOPSHIP_DATA", data.toString());
    assertThat(copy(settings)).contains("1  apps", "All was copied.");
    try (RunningServer server = RunningServer.start(data, settings)) {
      isAllThere(server.caller(), known);
      deploy(server.caller(), "v2");
    }

    assertThat(copy(settings)).contains("is not empty, it has rows in apps");
  }

  /** Answers what it says, be it well or not. */
  private static String copy(Map<String, String> settings) {
    StringWriter said = new StringWriter();
    DatabaseCommand.line(settings)
        .setOut(new PrintWriter(said))
        .setExecutionExceptionHandler((e, command, parsed) -> {
          said.append(e.getMessage());
          return 1;
        })
        .execute("copy");
    return said.toString();
  }

  private static Map<String, String> settings(PostgresServer postgres, String database) {
    Map<String, String> settings = new HashMap<>(QUICK);
    settings
        .putAll(Map.of("WHOPSHIP_DATABASE_URL", postgres.url(database), "WHOPSHIP_DATABASE_USER",
            PostgresServer.USER, "WHOPSHIP_DATABASE_PASSWORD", PostgresServer.PASSWORD,
            "WHOPSHIP_SIGNING_KEY", "signing-key-of-the-tests", "WHOPSHIP_PEER_URL",
            "http://localhost:1", "WHOPSHIP_NODE", "server", "WHOPSHIP_DATABASE_CONNECTIONS", "4"));
    return settings;
  }

  /** What a deployment of before the backup is to its callers. */
  private record Known(long id, String deployment, String log, String visit) {

    static Known of(Caller caller, long id) {
      return new Known(id, caller.get("/deployments/" + id).body(),
          caller.get("/deployments/" + id + "/logs").body(),
          caller.visit("my-app", "/api/version").body());
    }
  }

  private static long deployFirst(Caller caller) {
    caller.createApp("app_1", "my-app");
    return deploy(caller, "v1");
  }

  private static long deploy(Caller caller, String version) {
    long id = caller.deploy(ArtifactZips.helloWorker(version).bytes());
    assertThat(caller.awaitFinal(id).at("/deployment/status").asText())
        .as(() -> caller.get("/deployments/" + id + "/logs").body())
        .isEqualTo("active");
    assertThat(caller.visit("my-app", "/api/version").body()).contains(version);
    return id;
  }

  private static void isAllThere(Caller caller, Known known) {
    assertThat(known.visit()).contains("v1");
    assertThat(known.log()).contains("Downloading build artifact");
    Known now = Known.of(caller, known.id());
    assertThat(withoutPorts(now.deployment())).isEqualTo(withoutPorts(known.deployment()));
    assertThat(withoutPorts(now.log())).isEqualTo(withoutPorts(known.log()));
    assertThat(now.visit()).isEqualTo(known.visit());
  }

  /** Each server of the tests has its own. */
  private static String withoutPorts(String text) {
    return text.replaceAll("localhost:\\d+", "localhost");
  }

  private Path archive(Path data) throws Exception {
    Path archive = folder.resolve("whopship.tgz");
    run(List.of("tar", "-C", Objects.requireNonNull(data.getParent()).toString(), "-czf",
        archive.toString(), data.getFileName().toString()));
    return archive;
  }

  private Path restore(Path archive, String place) throws Exception {
    Path parent = Files.createDirectory(folder.resolve(place));
    run(List.of("tar", "-C", parent.toString(), "-xzf", archive.toString()));
    return parent.resolve("whopship");
  }

  private static void remove(Path tree) throws Exception {
    run(List.of("rm", "-r", tree.toString()));
  }

  private static void postgres(PostgresServer server, String program, String... arguments)
      throws Exception {
    List<String> command = new ArrayList<>(List.of(program, "-h", "127.0.0.1", "-p",
        Integer.toString(server.port()), "-U", PostgresServer.USER));
    command.addAll(List.of(arguments));
    run(command);
  }

  private static void run(List<String> command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("PGPASSWORD", PostgresServer.PASSWORD);
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new AssertionError("this test needs " + command.getFirst()
          + ", of Debian's postgresql-client or newer", e);
    }
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).as("%s", command).isTrue();
    assertThat(process.exitValue()).as("%s: %s", command, output).isZero();
  }
}
