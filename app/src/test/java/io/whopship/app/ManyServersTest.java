package io.whopship.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.whopship.app.ManyServers.Node;
import io.whopship.ports.driven.servers.Servers;
import io.whopship.ports.driving.agents.ConnectAgent.Connection;
import io.whopship.ports.model.agents.Agent;
import io.whopship.ports.model.logs.LogType;
import io.whopship.testkit.FakeContainerHost;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Agents on one server and viewers on others meet. */
@Timeout(120)
class ManyServersTest {

  private static final Duration SOON = Duration.ofSeconds(30);

  private final ManyServers servers = new ManyServers();
  private final FakeContainerHost host = new FakeContainerHost(InstantSource.system());
  private Node a;
  private Node b;
  private Agent agent;

  @BeforeEach
  void start() throws IOException {
    a = servers.start("a");
    b = servers.start("b");
    agent = a.invite();
    host.create("web");
    host.say("web", LogType.STDOUT, "one");
  }

  @AfterEach
  void close() {
    servers.close();
  }

  private ContainerViewer viewer(Node node) {
    ContainerViewer viewer = new SseContainerViewer(node.caller(), agent.id().toString(), "web");
    viewer.start();
    return viewer;
  }

  private void say(String line) {
    host.say("web", LogType.STDOUT, line);
  }

  private static void awaitLines(ContainerViewer viewer, String... lines) {
    await().atMost(SOON)
        .untilAsserted(() -> assertThat(viewer.messages()).containsExactly(lines));
  }

  private String agents(Node node) {
    return node.caller().get("/api/agents").body();
  }

  @Test
  void allViewersOnAllServersShareOneStreamToTheAgent() throws IOException {
    Node c = servers.start("c");
    a.connect(agent, host);
    try (ContainerViewer first = viewer(a);
        ContainerViewer second = viewer(b);
        ContainerViewer third = viewer(b);
        ContainerViewer fourth = viewer(c)) {
      List<ContainerViewer> all = List.of(first, second, third, fourth);
      all.forEach(viewer -> awaitLines(viewer, "one"));
      say("two");
      all.forEach(viewer -> awaitLines(viewer, "one", "two"));

      assertThat(host.follows("web")).isEqualTo(1);
      // Of the viewers on a, one is b and one is c, however many look there.
      assertThat(a.caller().get("/api/agents/" + agent.id() + "/status").body())
          .contains("\"subscribers\":3");
      assertThat(all).allSatisfy(viewer -> assertThat(viewer.gaps()).isEmpty());
    }
  }

  @Test
  void anAgentIsSeenAndItsContainersAreControlledFromEverywhere() {
    assertThat(agents(b)).contains("\"connected\":false");
    a.connect(agent, host);

    assertThat(agents(b)).contains("\"connected\":true");
    String containers = "/api/agents/" + agent.id() + "/containers";
    assertThat(b.caller().get(containers).body())
        .isEqualTo(a.caller().get(containers).body())
        .contains("\"name\":\"web\"");
    assertThat(b.caller().post(containers + "/web/stop", "").statusCode()).isEqualTo(204);
    assertThat(host.containers().getFirst().state()).isEqualTo("exited");
    assertThat(b.caller().post(containers + "/db/stop", "").statusCode()).isEqualTo(404);
  }

  @Test
  void viewersGoOnWhenTheAgentMovesToTheirServer() {
    Connection onA = a.connect(agent, host);
    try (ContainerViewer viewer = viewer(b)) {
      awaitLines(viewer, "one");

      b.connect(agent, host);
      say("two");
      awaitLines(viewer, "one", "two");
      a.stay();
      onA.close();
      say("three");

      awaitLines(viewer, "one", "two", "three");
      assertThat(viewer.gaps()).isEmpty();
      assertThat(agents(a)).contains("\"connected\":true");
    }
  }

  @Test
  void viewersGoOnWhenTheAgentsServerIsKilledAndTheAgentComesToAnother() throws IOException {
    Node c = servers.start("c");
    a.connect(agent, host);
    try (ContainerViewer viewer = viewer(b)) {
      awaitLines(viewer, "one");

      a.kill();
      host.disconnect();
      host.reconnect();
      say("two");
      await().atMost(SOON).until(() -> !viewer.troubles().isEmpty());
      servers.clock.advance(Servers.LEASE);
      b.stay();
      assertThat(agents(b)).contains("\"connected\":false");
      c.stay();
      c.connect(agent, host);
      b.stay();
      say("three");

      awaitLines(viewer, "one", "two", "three");
      assertThat(viewer.gaps()).isEmpty();
      assertThat(agents(b)).contains("\"connected\":true");
    }
  }

  @Test
  void anAgentRevokedOnOneServerIsCutOnTheOther() {
    a.connect(agent, host);

    assertThat(b.caller().delete("/api/agents/" + agent.id()).statusCode()).isEqualTo(204);
    a.stay();

    assertThat(a.hostHere(agent)).isEmpty();
  }
}
