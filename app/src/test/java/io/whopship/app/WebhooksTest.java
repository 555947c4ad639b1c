package io.whopship.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.whopship.testkit.ArtifactZips;
import io.whopship.testkit.http.Answer;
import io.whopship.testkit.http.Exchange;
import io.whopship.testkit.http.LoopbackServer;
import io.whopship.testkit.http.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole server tells real receivers, among them those that the documentation prints. */
class WebhooksTest {

  private static final Duration SOON = Duration.ofSeconds(40);

  /** Where the npm packages lie that the receiver names. */
  private static final Path NPM = Path.of("target", "webhooks").toAbsolutePath();

  @TempDir
  private static Path data;

  @TempDir
  private Path directory;

  private static RunningServer server;
  private static Caller caller;

  @BeforeAll
  static void aServerRunsWithOneApp() throws Exception {
    server = RunningServer.start(data, Map.of("WHOPSHIP_WEBHOOK_PRIVATE", "yes"));
    caller = server.caller();
    caller.createApp("app_1", "my-app");
  }

  @AfterAll
  static void theServerStops() {
    server.close();
  }

  private static JsonNode create(int port, String events) {
    var answer = caller.post("/webhooks",
        "{\"url\": \"http://localhost:%d/hook\", \"events\": [%s]}".formatted(port, events));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return Caller.json(answer.body()).get("webhook");
  }

  private static JsonNode test(JsonNode webhook) {
    return Caller.json(caller.post("/webhooks/" + webhook.get("id") + "/test", "").body());
  }

  private static void delete(JsonNode... webhooks) {
    for (JsonNode webhook : webhooks) {
      assertThat(caller.delete("/webhooks/" + webhook.get("id")).statusCode()).isEqualTo(204);
    }
  }

  /** The text of the first block of this language in the documentation that has this in it. */
  private static String documented(String language, String with) throws Exception {
    Matcher blocks = Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
        .matcher(Files.readString(Path.of("..", "docs", "webhooks.md")));
    return blocks.results()
        .map(block -> block.group(1))
        .filter(block -> block.contains(with))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theDocumentedReceiverVerifiesWhatComes() throws Exception {
    int port = FreePort.next();
    JsonNode webhook = create(port, "\"deployment.active\"");
    assertThat(test(webhook).get("problem").asText()).isEqualTo("nobody took the connection");
    Process receiver = receiver(port, webhook.get("secret").asText());
    try {
      await().atMost(SOON).until(() -> test(webhook).get("success").booleanValue());

      long id = caller.deploy(ArtifactZips.helloWorker("v1").bytes());

      await().atMost(SOON)
          .untilAsserted(() -> assertThat(Files.readAllLines(directory.resolve("output")))
              .contains("webhook.test undefined", "deployment.active " + id));
      JsonNode delivery = Caller
          .json(caller.get("/webhooks/" + webhook.get("id") + "/deliveries").body())
          .at("/deliveries/0");
      assertThat(delivery.get("type").asText()).isEqualTo("deployment.active");
    } finally {
      receiver.destroyForcibly().waitFor();
      delete(webhook);
    }
  }

  private Process receiver(int port, String secret) throws Exception {
    Files.createDirectories(NPM);
    for (String file : List.of("package.json", "package-lock.json")) {
      Files.write(NPM.resolve(file), Files.readAllBytes(Path.of("src/test/webhooks", file)));
    }
    if (!Files.exists(NPM.resolve("node_modules/standardwebhooks"))) {
      // Not with our own streams: npm makes them non-blocking, which the build does not survive.
      Process install = new ProcessBuilder("npm", "ci", "--no-audit", "--no-fund", "--prefix",
          NPM.toString()).redirectErrorStream(true)
          .redirectOutput(directory.resolve("npm").toFile())
          .start();
      boolean ended = install.waitFor(2, TimeUnit.MINUTES);
      install.destroyForcibly();
      String printed = Files.readString(directory.resolve("npm"));
      assertThat(ended).as("npm ci ended in time: %s", printed).isTrue();
      assertThat(install.exitValue()).as(printed).isZero();
    }
    Path script = NPM.resolve("receiver.mjs");
    Files.writeString(script,
        documented("js", "standardwebhooks").replace("3000", Integer.toString(port)));
    ProcessBuilder node = new ProcessBuilder("node", script.toString()).redirectErrorStream(true)
        .redirectOutput(directory.resolve("output").toFile());
    node.environment().put("WEBHOOK_SECRET", secret);
    return node.start();
  }

  @Test
  void theDocumentedShellComesToTheSameSignature() throws Exception {
    List<Request> received = new CopyOnWriteArrayList<>();
    try (LoopbackServer receiver = LoopbackServer.start(exchange -> take(exchange, received))) {
      JsonNode webhook = create(receiver.port(), "");
      test(webhook);
      delete(webhook);
      Request request = received.getFirst();
      Files.write(directory.resolve("body.json"), request.body());
      ProcessBuilder shell = new ProcessBuilder("bash", "-c", documented("sh", "openssl"))
          .directory(directory.toFile());
      shell.environment()
          .putAll(Map.of("WEBHOOK_SECRET", webhook.get("secret").asText(), "WEBHOOK_ID",
              request.header("webhook-id").orElseThrow(), "WEBHOOK_TIMESTAMP",
              request.header("webhook-timestamp").orElseThrow()));
      Process process = shell.start();
      String signature = new String(process.getInputStream().readAllBytes(), UTF_8).strip();

      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(request.header("webhook-signature")).contains("v1," + signature);
    }
  }

  private static void take(Exchange exchange, List<Request> received) throws IOException {
    received.add(exchange.read());
    exchange.send(Answer.empty(204));
  }

  @Test
  void aSlowReceiverDelaysNobody() throws Exception {
    List<Request> received = new CopyOnWriteArrayList<>();
    try (LoopbackServer slow = LoopbackServer.start(Exchange::hang);
        LoopbackServer quick = LoopbackServer.start(exchange -> take(exchange, received))) {
      JsonNode stuck = create(slow.port(), "");
      JsonNode served = create(quick.port(), "");

      caller.awaitFinal(caller.deploy(ArtifactZips.helloWorker("v1").bytes()));

      await().atMost(Duration.ofSeconds(10))
          .until(() -> received.stream()
              .map(request -> Caller.json(request.text()).get("type").asText())
              .anyMatch("deployment.active"::equals));
      delete(stuck, served);
    }
  }

  @Test
  void theAuditLogSaysWhoDidIt() {
    caller.awaitFinal(caller.deploy(ArtifactZips.helloWorker("v1").bytes()));

    JsonNode newest = Caller.json(caller.get("/audit?app=1&limit=1").body()).at("/entries/0");

    assertThat(newest.get("action").asText()).isEqualTo("deployment.trigger");
    assertThat(newest.get("actor").asText()).isEqualTo("admin");
    assertThat(newest.get("remoteAddress").asText()).isEqualTo("127.0.0.1");
  }
}
