package io.whopship.agent.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.whopship.ports.driven.PortException.Rejected;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.identity.TokenHash;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AgentLinkTest {

  private static final Secret KEY = new Secret("0f".repeat(32));

  private final ScriptedServer server = new ScriptedServer();
  private final KeepingHost host = new KeepingHost();
  private final AtomicReference<@Nullable Throwable> end = new AtomicReference<>();
  private LinkSettings settings = LinkSettings.to(server.url(), "0.1.0", "host-1")
      .withPauses(Duration.ofMillis(20), Duration.ofMillis(100));
  private @Nullable Thread agent;

  @AfterEach
  void close() throws InterruptedException {
    Thread running = agent;
    if (running != null) {
      running.interrupt();
      running.join();
    }
    assertThat(host.followers()).isZero();
    server.close();
  }

  private void start(@Nullable Secret token) {
    AgentLink link = new AgentLink(settings, host, KEY, token);
    agent = Thread.ofVirtual().start(() -> {
      try {
        link.run();
      } catch (InterruptedException | RuntimeException e) {
        end.set(e);
      }
    });
  }

  private void startKnown() {
    server.knowsTheKey();
    start(null);
    server.awaitConnections(1);
  }

  private void send(String subject, String data, String reply) {
    server.send("{\"subject\":\"%s\",\"data\":%s,\"reply\":\"%s\"}".formatted(subject, data,
        reply));
  }

  /** A line may come again after a cut; by its position the server leaves it out. */
  private void awaitLines(String container, String... lines) {
    await().atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(5))
        .untilAsserted(() -> assertThat(server.lines(container).stream().distinct())
            .containsExactly(lines));
  }

  private void awaitEnd(String message) {
    await().atMost(Duration.ofSeconds(20)).until(() -> end.get() != null);
    assertThat(end.get()).isInstanceOf(Rejected.class).hasMessageContaining(message);
  }

  @Test
  void registersTheHashOfItsKeyByTheTokenAndSaysHello() {
    start(new Secret(ScriptedServer.TOKEN));

    JsonNode hello = server.awaitMessage("agent.hello").path("data");

    assertThat(hello.path("protocol").asInt()).isEqualTo(1);
    assertThat(hello.path("version").asText()).isEqualTo("0.1.0");
    assertThat(hello.path("hostname").asText()).isEqualTo("host-1");
    assertThat(server.registered()).containsExactly(TokenHash.of(KEY).hex());
    assertThat(server.keys()).containsOnly("Bearer " + KEY.reveal());
  }

  @Test
  void aKeyThatIsKnownNeedsNoToken() {
    server.knowsTheKey();
    start(new Secret(ScriptedServer.TOKEN));
    server.awaitConnections(1);

    assertThat(server.registered()).isEmpty();
  }

  @Test
  void aTokenThatIsWorthNothingEndsIt() {
    start(new Secret("used"));

    awaitEnd("the token is unknown, was used before, or is too old");
  }

  @Test
  void aRevokedKeyEndsIt() {
    startKnown();
    server.forgetsTheKey();
    server.cut((short) 1008, "the agent was revoked");

    awaitEnd("does not know the key of this agent: it was revoked, or never registered");
    assertThat(server.keys()).hasSize(2);
  }

  @Test
  void aServerOfAnotherKindEndsIt() {
    server.answersAllWith(404);
    start(null);

    awaitEnd("is not the API of a WhopShip server: it answered 404 to /api/agents/connect");
  }

  @Test
  void aServerInTroubleIsTriedAgain() {
    server.answersAllWith(503);
    start(new Secret(ScriptedServer.TOKEN));
    server.goAway();
    server.answersAllWith(0);
    server.open();

    server.awaitConnections(1);
    assertThat(server.registered()).hasSize(1);
  }

  @Test
  void listsContainers() {
    startKnown();
    send("container.list", "{}", "1");

    assertThat(server.awaitReply("1")).hasToString("{\"subject\":\"container.listed\",\"data\":"
        + "{\"containers\":[{\"name\":\"web\",\"id\":\"c0ffee\",\"image\":\"nginx\","
        + "\"state\":\"running\",\"status\":\"Up 2 minutes\","
        + "\"createdAt\":\"2026-01-02T03:04:05.123456789Z\"}]},\"reply\":\"1\"}");
  }

  @Test
  void actsOnContainersAndSaysWhatCameOfIt() {
    startKnown();
    send("container.act", "{\"containerId\":\"web\",\"action\":\"restart\"}", "1");
    send("container.act", "{\"containerId\":\"nobody\",\"action\":\"stop\"}", "2");
    send("container.act", "{\"containerId\":\"stubborn\",\"action\":\"start\"}", "3");
    send("container.act", "{\"containerId\":\"away\",\"action\":\"start\"}", "4");

    assertThat(server.awaitReply("1").path("data")).hasToString("{\"outcome\":\"ok\"}");
    assertThat(server.awaitReply("2").path("data"))
        .hasToString("{\"outcome\":\"no_such_container\"}");
    assertThat(server.awaitReply("3").path("data"))
        .hasToString("{\"outcome\":\"refused\",\"reason\":\"it would not\"}");
    JsonNode away = server.awaitReply("4");
    assertThat(away.path("subject").asText()).isEqualTo("error");
    assertThat(away.path("data"))
        .hasToString("{\"code\":\"unavailable\",\"error\":\"the engine is away\"}");
    assertThat(host.acts()).containsExactlyInAnyOrder("RESTART web", "STOP nobody",
        "START stubborn", "START away");
  }

  @Test
  void streamsLinesUntilItIsToldToStop() {
    host.says("old 1", "old 2");
    startKnown();
    send("log.stream.start", "{\"containerId\":\"web\",\"tail\":1}", "1");
    assertThat(server.awaitReply("1"))
        .hasToString("{\"subject\":\"log.stream.started\",\"data\":{\"containerId\":\"web\"},"
            + "\"reply\":\"1\"}");
    host.says("!new");
    awaitLines("web", "2 old 2", "3 !new");
    JsonNode data = server.received("log.line").getLast().path("data");
    assertThat(data.path("epoch").asText()).isEqualTo(KeepingHost.EPOCH);
    JsonNode line = data.path("lines").path(data.path("lines").size() - 1);
    assertThat(line.path("stream").asText()).isEqualTo("stderr");
    assertThat(line.path("timestamp").asText()).isEqualTo("2026-01-02T03:04:05.123456789Z");

    host.fails("the engine is away");
    assertThat(server.awaitMessage("log.stream.error").path("data")).hasToString(
        "{\"containerId\":\"web\",\"error\":\"the engine is away\"}");

    send("log.stream.stop", "{\"containerId\":\"web\"}", "2");
    server.awaitReply("2");
    assertThat(host.followers()).isZero();
  }

  @Test
  void aStreamThatCannotBeginIsSaidToAsAnAnswer() {
    startKnown();
    send("log.stream.start", "{\"containerId\":\"away\"}", "1");

    assertThat(server.awaitReply("1").path("subject").asText()).isEqualTo("log.stream.error");
    assertThat(server.awaitReply("1").path("data").path("error").asText())
        .isEqualTo("the engine is away");
  }

  @Test
  void goesOnFromTheServersCursorWhenItIsBack() {
    startKnown();
    send("log.stream.start", "{\"containerId\":\"web\"}", "1");
    server.awaitReply("1");
    host.says("one", "two");
    awaitLines("web", "1 one", "2 two");

    server.goAway();
    host.says("three", "four");
    assertThat(host.followers()).as("stays followed meanwhile").isEqualTo(1);
    server.open();
    server.awaitConnections(2);
    send("log.stream.start", "{\"containerId\":\"web\",\"cursor\":\"0123abcd:2\"}", "2");
    server.awaitReply("2");
    host.says("five");

    awaitLines("web", "1 one", "2 two", "3 three", "4 four", "5 five");
    assertThat(host.followers()).isEqualTo(1);
  }

  @Test
  void followsNothingAnyMoreWhenTheServerStaysAway() {
    settings = settings.withSpool(Duration.ofMillis(200));
    startKnown();
    send("log.stream.start", "{\"containerId\":\"web\"}", "1");
    server.awaitReply("1");
    assertThat(host.followers()).isEqualTo(1);

    server.goAway();

    await().atMost(Duration.ofSeconds(20)).until(() -> host.followers() == 0);
    server.open();
  }

  @Test
  void endsStreamsThatTheServerDoesNotWantAnyMoreWhenItIsBack() {
    settings = settings.withPing(Duration.ofMillis(50), Duration.ofMillis(500));
    startKnown();
    send("log.stream.start", "{\"containerId\":\"web\"}", "1");
    server.awaitReply("1");

    server.cut((short) 1001, "restarting");
    server.awaitConnections(2);

    await().atMost(Duration.ofSeconds(20)).until(() -> host.followers() == 0);
    assertThat(server.connections()).isEqualTo(2);
  }

  @Test
  void aServerWithoutASignOfLifeIsLeft() {
    settings = settings.withPing(Duration.ofMillis(50), Duration.ofMillis(300));
    startKnown();
    server.readsNothing();

    server.awaitConnections(2);
  }

  @Test
  void whatIsNoMessageIsAnsweredAndTheConnectionGoesOn() {
    startKnown();
    server.send("{");
    server.send("[1]");
    server.send("{\"subject\":\"log.stream.start\",\"data\":7}");
    send("log.stream.start", "{}", "a");
    send("log.stream.start", "{\"containerId\":\"/etc\"}", "b");
    send("log.stream.start", "{\"containerId\":\"web\",\"tail\":1001}", "c");
    send("log.stream.start", "{\"containerId\":\"web\",\"cursor\":\"x\"}", "d");
    send("container.act", "{\"containerId\":\"web\",\"action\":\"destroy\"}", "e");
    send("container.steal", "{}", "f");

    assertThat(error("a")).isEqualTo("invalid: data.containerId must be a text, but is missing");
    assertThat(error("b")).startsWith("invalid: container must be 1 to 255 of");
    assertThat(error("c"))
        .isEqualTo("invalid: data.tail must be a whole number from 0 to 1000, but is 1001");
    assertThat(error("d")).startsWith("invalid: must be <epoch>:<offset>");
    assertThat(error("e"))
        .isEqualTo("invalid: data.action must be start, stop or restart, but is 'destroy'");
    assertThat(error("f"))
        .isEqualTo("unknown_subject: Unknown message subject: container.steal");
    assertThat(server.received("error")).hasSize(9);
    assertThat(server.connections()).isEqualTo(1);
  }

  private String error(String reply) {
    JsonNode data = server.awaitReply(reply).path("data");
    return data.path("code").asText() + ": " + data.path("error").asText();
  }

  @Test
  void aMessageWithoutEndIsNotKept() {
    startKnown();
    server.send("{\"subject\":\"" + "x".repeat(100_000) + "\"}");

    server.awaitConnections(2);
  }

  @Test
  void aConnectionThatIsTooSlowLosesTheOldestLinesAndSaysSoByTheirPositions() {
    startKnown();
    send("log.stream.start", "{\"containerId\":\"web\"}", "1");
    server.awaitReply("1");
    server.readsNothing();
    String long1 = "x".repeat(10_000);
    IntStream.range(0, 3_000).forEach(i -> host.says(long1));
    server.readsAgain();

    await().atMost(Duration.ofSeconds(20))
        .until(() -> !server.lines("web").isEmpty()
            && server.lines("web").getLast().startsWith("3000 "));
    assertThat(server.lines("web")).hasSizeBetween(50, 2_900);
    assertThat(server.received("log.line"))
        .allMatch(node -> node.toString().length() < 1024 * 1024);
  }
}
