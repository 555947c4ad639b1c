package io.whopship.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.whopship.ports.model.logs.Cursor;
import io.whopship.testkit.ArtifactZips;
import io.whopship.testkit.cloudflare.FakeCloudflare;
import io.whopship.testkit.cloudflare.Fault;
import io.whopship.testkit.postgres.PostgresServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netcrusher.core.reactor.NioReactor;
import org.netcrusher.tcp.TcpCrusher;
import org.netcrusher.tcp.TcpCrusherBuilder;

/** Servers on PostgreSQL and Cloudflare that stall, or are cut off from what they need. */
class ClusterFaultsTest {

  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir
  private static Path temporary;

  private static Cluster cluster;
  private static String database;

  @TempDir
  private Path directory;

  @BeforeAll
  static void open() throws Exception {
    cluster = Cluster.open(temporary);
    database = cluster.newDatabase();
  }

  @AfterEach
  void recover() {
    cluster.account().cloudflare().recover();
  }

  @AfterAll
  static void close() throws Exception {
    cluster.close();
  }

  @Test
  void aServerThatIsStoppedAndWokenAfterAnotherTookOverChangesNothing() throws Exception {
    FakeCloudflare cloudflare = cluster.account().cloudflare();
    try (ServerProcess stalled = start("a", cluster.server("a", database))) {
      Caller onStalled = stalled.caller(MortalServers.TOKEN);
      onStalled.createApp("app_stopped", "stopped");
      onStalled.awaitFinal(onStalled.deploy("app_stopped", ArtifactZips.helloWorker("v1").bytes()));
      CompletableFuture<Void> awake = new CompletableFuture<>();
      cloudflare.fail(Fault.on("PUT", "/scripts/").with(Fault.held(awake)));
      cloudflare.forgetCalls();
      long id = onStalled.deploy("app_stopped", ArtifactZips.helloWorker("v2").bytes());
      await().atMost(SOON)
          .until(() -> cloudflare.calls()
              .stream()
              .anyMatch(call -> call.method().equals("PUT") && call.path().contains("/scripts/")));
      stalled.signal("STOP");
      try (ServerProcess other = start("b", cluster.server("b", database))) {
        Caller caller = other.caller(MortalServers.TOKEN);
        await().atMost(SOON).until(() -> caller.stage(id), "stage1_50"::equals);
        assertThat(caller.awaitFinal(id).at("/deployment/status").asText()).isEqualTo("active");
        Map<String, String> before = world(caller, id);

        awake.complete(null);
        stalled.signal("CONT");

        await().atMost(SOON).until(() -> onStalled.get("/readyz").statusCode() == 200);
        await().during(Duration.ofSeconds(3))
            .atMost(Duration.ofSeconds(10))
            .untilAsserted(() -> assertThat(world(caller, id)).isEqualTo(before));
        assertThat(world(onStalled, id)).isEqualTo(before);
        assertThat(cluster.visit("stopped")).contains("v2");
      } finally {
        stalled.signal("CONT");
      }
    }
  }

  @Test
  void aServerCutOffFromItsDatabaseSaysSoAndGoesOnWhereItWas() throws Exception {
    int port = FreePort.next();
    try (NioReactor reactor = new NioReactor();
        TcpCrusher network = TcpCrusherBuilder.builder()
            .withReactor(reactor)
            .withBindAddress("127.0.0.1", port)
            .withConnectAddress("127.0.0.1", PostgresServer.shared().port())
            .buildAndOpen();
        ServerProcess server = start("c", cluster.server("c",
            database.replaceFirst(":[0-9]+/", ":" + port + "/")))) {
      Caller caller = server.caller(MortalServers.TOKEN);
      caller.createApp("app_cut", "cut");
      caller.awaitFinal(caller.deploy("app_cut", ArtifactZips.helloWorker("v1").bytes()));
      long id = caller.deploy("app_cut", ArtifactZips.helloWorker("v2").bytes());
      await().atMost(SOON).until(() -> caller.stage(id), "stage1_50"::equals);

      network.freeze();

      var answer = caller.get("/deployments/" + id);
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.body()).contains("cannot reach the database");
      assertThat(server.output()).contains("database: cannot ");
      assertThat(cluster.visit("cut")).containsPattern("v[12]");
      network.unfreeze();
      await().atMost(SOON).until(() -> caller.get("/deployments/" + id).statusCode() == 200);
      assertThat(caller.awaitFinal(id).at("/deployment/status").asText()).isEqualTo("active");
      assertThat(cluster.visit("cut")).contains("v2");
    }
  }

  @Test
  void anEdgeThatIsDeadIsWaitedForAndTheLogSaysSo() throws Exception {
    FakeCloudflare cloudflare = cluster.account().cloudflare();
    try (ServerProcess server = start("d", cluster.server("d", database))) {
      Caller caller = server.caller(MortalServers.TOKEN);
      caller.createApp("app_dead", "dead");
      caller.awaitFinal(caller.deploy("app_dead", ArtifactZips.helloWorker("v1").bytes()));
      cloudflare.fail(Fault.on("*", "/").always().with(Fault.reset(Fault.When.BEFORE_THE_BODY)));
      long id = caller.deploy("app_dead", ArtifactZips.helloWorker("v2").bytes());
      String log = "/deployments/" + id + "/logs";

      await().atMost(SOON).until(() -> caller.get(log).body().contains("rying again"));
      assertThat(caller.get(log).body()).contains("connection to Cloudflare broke");
      assertThat(caller.status(id)).isEqualTo("deploying");
      assertThat(cluster.visit("dead")).contains("v1");
      cloudflare.recover();

      assertThat(caller.awaitFinal(id).at("/deployment/status").asText()).isEqualTo("active");
      assertThat(cluster.visit("dead")).contains("v2");
    }
  }

  @Test
  void aServerWithPartsOfItsOwnIsRefusedBesideAnother() throws Exception {
    try (ServerProcess first = start("e", cluster.server("e", database))) {
      Map<String, String> local = new HashMap<>(cluster.server("f", database));
      local.keySet().removeIf(name -> name.matches("WHOPSHIP_(CLOUDFLARE|S3|EDGE|PROBE|SITE).*"));
      try (ServerProcess second = start("f", local)) {
        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.output()).contains("Set WHOPSHIP_S3_BUCKET to a bucket and"
            + " WHOPSHIP_EDGE=cloudflare, or stop that one");
      }
      assertThat(first.isAlive()).isTrue();
    }
  }

  @Test
  void aViewerOnOneServerSeesWhatIsWrittenThroughAnother() throws Exception {
    try (ServerProcess a = start("g", cluster.server("g", database));
        ServerProcess b = start("h", cluster.server("h", database))) {
      Caller caller = a.caller(MortalServers.TOKEN);
      caller.createApp("app_viewed", "viewed");
      long id = caller.create("app_viewed").at("/deployment/id").asLong();
      Cursor start = new Cursor(
          caller.deployment(id).at("/deployment/uuid").asText().substring(0, 8), 0);
      try (LogViewer viewer = LogViewer.start("on b", LogTransport.SSE,
          LogTarget.ofDeployment(b.port(), MortalServers.TOKEN, id), start, new LogWeather(),
          new SplittableRandom(1))) {
        LogWriter writer = LogWriter.start("on a",
            LogTarget.ofDeployment(a.port(), MortalServers.TOKEN, id), new SplittableRandom(2));
        await().atMost(SOON).until(() -> writer.acknowledged() >= 5);
        writer.stop();
        LogTally whole = new LogTally(start);
        LogTransport.POLLING.follow(LogTarget.ofDeployment(a.port(), MortalServers.TOKEN, id),
            whole, new SplittableRandom(0), bytes -> bytes);
        assertThat(viewer.upTo(whole.place()).lines()).startsWith(
            whole.lines().toArray(LogTally.Line[]::new));
      }
    }
  }

  private ServerProcess start(String name, Map<String, String> environment) throws IOException {
    return ServerProcess.start(directory.resolve(name), environment);
  }

  /** All that a server could have changed: the deployment, its log, and what Workers KV holds. */
  private static Map<String, String> world(Caller caller, long id) {
    FakeCloudflare cloudflare = cluster.account().cloudflare();
    Map<String, String> world = new TreeMap<>();
    world.put("deployment", caller.deployment(id).at("/deployment").toString());
    world.put("log", caller.get("/deployments/" + id + "/logs").body());
    cloudflare.kvNamespaces()
        .forEach((title, space) -> cloudflare.kvKeys(space)
            .forEach(key -> world.put(title + " " + key,
                new String(cloudflare.written(space, key).orElseThrow(), StandardCharsets.UTF_8))));
    return world;
  }
}
