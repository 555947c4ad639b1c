package io.whopship.adapter.http.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.whopship.ports.driven.PortException;
import io.whopship.ports.driven.agents.ContainerHost;
import io.whopship.ports.driven.agents.ContainerHost.Following;
import io.whopship.ports.driven.agents.LogSink;
import io.whopship.ports.model.agents.AgentId;
import io.whopship.ports.model.agents.ContainerName;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.logs.Cursor;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogType;
import io.whopship.ports.model.servers.RunningServer;
import io.whopship.ports.model.servers.ServerName;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HttpPeersTest {

  private static final Instant NOON = Instant.parse("2025-01-24T12:00:00Z");
  private static final AgentId AGENT = new AgentId(new UUID(0, 7));
  private static final ContainerName WEB = new ContainerName("web");
  private static final String TIMEOUT = "retry: 1000\nevent: timeout\ndata: {}\n\n";
  private static final String LOST = "the connection to the agent's server was lost";

  private final ScriptedPeer peer = new ScriptedPeer();
  private final List<Runnable> watching = new CopyOnWriteArrayList<>();
  private final HttpPeers peers = new HttpPeers((delay, task) -> {
    watching.add(task);
    return () -> {
    };
  }, new HttpPeers.Times(Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofSeconds(1),
      Duration.ofMillis(20), Duration.ofMillis(300)));
  private final Heard heard = new Heard();

  HttpPeersTest() throws IOException {}

  @AfterEach
  void close() {
    peers.close();
    peer.close();
  }

  private ContainerHost host(URI url) {
    return peers.host(new RunningServer(new ServerName("b"), new UUID(0, 1), "machine", url,
        Set.of(), NOON), AGENT, call -> new Secret("pass"));
  }

  private Following follow() {
    return host(peer.url()).follow(WEB, null, 10, heard);
  }

  private static String line(long position, String message) {
    return "id: e:" + position + "\nevent: log\ndata: {\"message\": \"" + message
        + "\", \"log_type\": \"stdout\", \"step_name\": \"web\", \"created_at\":"
        + " \"2025-01-24T12:00:00.000Z\", \"cursor\": \"e:" + position + "\"}\n\n";
  }

  private void awaitHeard(String... all) {
    await().untilAsserted(() -> assertThat(heard.all).containsExactly(all));
  }

  private static String andThen(String reason) {
    return "failed: " + reason + ": the log goes on once that server, or the agent elsewhere, is"
        + " back";
  }

  @Test
  void aLineHasAllItsParts() {
    peer.streams("id: e:3\nevent: log\ndata: {\"message\": \"m\", \"log_type\": \"stderr\","
        + " \"step_name\": \"s\", \"created_at\": \"2025-01-24T12:00:00.123Z\", \"cursor\": \"e:3\","
        + " \"progress_percentage\": 25, \"metadata\": {\"files\": \"12\"}}\n\n");
    try (Following following = follow()) {
      assertThat(following).isNotNull();
      await().untilAsserted(() -> assertThat(heard.lines)
          .containsExactly(new LogLine(Instant.parse("2025-01-24T12:00:00.123Z"), LogType.STDERR,
              "s", "m", 25, Map.of("files", "12"))));
    }
  }

  @Test
  void eventsAreToldInTheirOrder() {
    peer.streams(line(1, "one") + line(2, "two")
        + "event: heartbeat\ndata: {\"timestamp\": \"2025-01-24T12:00:00Z\"}\n\n"
        + "event: trouble\ndata: {\"message\": \"engine is away\"}\n\n"
        + "id: e:5\nevent: gap\ndata: {\"from\": \"e:2\", \"to\": \"e:5\"}\n\n" + line(6, "six")
        + line(6, "six").replace("e:6", "f:1")
        + "event: error\ndata: {\"error\": \"bad luck\"}\n\n");
    try (Following following = follow()) {
      assertThat(following).isNotNull();
      awaitHeard("e:1 one", "e:2 two", "failed: engine is away", "e:6 six", "f:1 six",
          "failed: bad luck");
      assertThat(peer.requests).containsExactly("GET /peer/agents/" + AGENT
          + "/containers/web/logs/stream?timeout=1800&tail=10");
    }
  }

  @Test
  void manyLinesComeInGroups() {
    StringBuilder many = new StringBuilder();
    for (int i = 1; i <= 1_000; i++) {
      many.append(line(i, "m"));
    }
    peer.streams(many.toString());
    try (Following following = follow()) {
      assertThat(following).isNotNull();
      await().untilAsserted(() -> assertThat(heard.lines).hasSize(1_000));
      assertThat(heard.calls).isLessThan(1_000);
      assertThat(heard.all).first().isEqualTo("e:1 m");
      assertThat(heard.all).last().isEqualTo("e:1000 m");
    }
  }

  @Test
  void aStreamThatEndsInTimeIsAskedForAgain() {
    peer.answers(200, line(1, "one") + TIMEOUT);
    peer.streams(line(2, "two"));
    try (Following following = follow()) {
      assertThat(following).isNotNull();
      awaitHeard("e:1 one", "e:2 two");
      assertThat(peer.requests).last().asString().endsWith("?timeout=1800&cursor=e:1");
    }
  }

  @Test
  void aStreamThatBreaksOffIsSaidOnceAndTriedAgainUntilItGoesOn() {
    peer.answers(200, line(1, "one"));
    peer.answers(503, "{\"message\": \"The agent is not connected to this server\"}");
    peer.answers(502, "<html>");
    peer.streams(line(2, "two"));
    try (Following following = follow()) {
      assertThat(following).isNotNull();
      awaitHeard("e:1 one", andThen(LOST), "e:2 two");
      assertThat(peer.requests).hasSize(4);
    }
  }

  @Test
  void aStreamThatIsSilentIsAskedForAgain() {
    peer.streams(line(1, "one"));
    peer.streams(line(2, "two"));
    try (Following following = follow()) {
      assertThat(following).isNotNull();
      awaitHeard("e:1 one");
      // The clock is the machine's: a look before the silence is long enough changes nothing.
      await().untilAsserted(() -> {
        watching.removeLast().run();
        assertThat(heard.all).contains("e:2 two");
      });
      assertThat(heard.all).containsExactly("e:1 one", andThen(LOST), "e:2 two");
    }
    int before = watching.size();
    watching.getLast().run();
    assertThat(watching).hasSize(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"event: log\ndata: {not json\n\n", "event: log\ndata: {}\n\n"})
  void whatCannotBeReadIsABreak(String nonsense) {
    peer.streams(nonsense);
    peer.streams(line(1, "one"));
    try (Following following = follow()) {
      assertThat(following).isNotNull();
      awaitHeard(andThen(LOST), "e:1 one");
    }
  }

  @Test
  void nothingComesOnceItIsClosed() {
    peer.streams(line(1, "one"));
    Following following = follow();
    awaitHeard("e:1 one");

    following.close();
    following.close();

    assertThat(heard.all).containsExactly("e:1 one");
    assertThat(peer.requests).hasSize(1);
  }

  @Test
  void aPeerThatIsNotThereIsUnavailable() {
    URI url = peer.url();
    peer.close();

    assertThatThrownBy(() -> host(url).containers()).isInstanceOf(PortException.Unavailable.class)
        .hasMessage("server b cannot be reached at " + url);
  }

  @Test
  void aPeerThatDoesNotAnswerIsUnavailable() {
    peer.doesNotAnswer();

    assertThatThrownBy(() -> follow()).isInstanceOf(PortException.Unavailable.class)
        .hasMessage("server b did not answer within 1 s");
  }

  @Test
  void aCallThatIsInterruptedIsUnavailable() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> host(peer.url()).containers())
        .isInstanceOf(PortException.Unavailable.class)
        .hasMessage("server b was not waited for");
    assertThat(Thread.interrupted()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"<html>", "{\"containers\": [{\"name\": \"a b\"}]}"})
  void anAnswerThatCannotBeReadIsUnavailable(String answer) {
    peer.answers(200, answer);

    assertThatThrownBy(() -> host(peer.url()).containers())
        .isInstanceOf(PortException.Unavailable.class)
        .hasMessage("server b gave an answer that cannot be read");
  }

  /** What a sink was given. */
  private static final class Heard implements LogSink {

    final List<String> all = new CopyOnWriteArrayList<>();
    final List<LogLine> lines = new CopyOnWriteArrayList<>();
    volatile int calls;

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // by one thread at a time
    public void accept(String epoch, long first, List<LogLine> given) {
      calls++;
      lines.addAll(given);
      for (int i = 0; i < given.size(); i++) {
        all.add(new Cursor(epoch, first + i) + " " + given.get(i).message());
      }
    }

    @Override
    public void failed(String reason) {
      all.add("failed: " + reason);
    }
  }
}
