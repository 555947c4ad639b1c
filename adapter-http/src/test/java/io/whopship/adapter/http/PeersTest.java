package io.whopship.adapter.http;

import static io.whopship.adapter.http.FakeLogs.line;
import static io.whopship.adapter.http.FakeLogs.lines;
import static io.whopship.adapter.http.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.whopship.adapter.http.peer.HttpPeers;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.driven.agents.ContainerHost;
import io.whopship.ports.driven.agents.ContainerHost.Action;
import io.whopship.ports.driven.agents.ContainerHost.Done;
import io.whopship.ports.driven.agents.ContainerHost.Following;
import io.whopship.ports.driven.agents.LogSink;
import io.whopship.ports.driving.servers.ServePeers;
import io.whopship.ports.model.agents.Container;
import io.whopship.ports.model.agents.ContainerName;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.logs.Cursor;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogStart;
import io.whopship.ports.model.logs.LogSubject;
import io.whopship.ports.model.servers.PeerCall;
import io.whopship.ports.model.servers.RunningServer;
import io.whopship.ports.model.servers.ServerName;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What one server asks another for, and how it is answered. */
@Timeout(60)
class PeersTest {

  static final String PATH = "/peer/agents/" + ScriptedAgents.ID + "/containers";
  static final ContainerName WEB = new ContainerName("web");
  static final Container CONTAINER = new Container(WEB, "c1", "nginx", "running", "Up 3 minutes",
      Samples.NOON);

  final ScriptedAgents agents = new ScriptedAgents();
  final Core core = new Core();
  final FakeLogs logs = new FakeLogs(core);
  private final ScriptedHost agentsHost = new ScriptedHost();
  final HttpPeers peers = new HttpPeers((delay, task) -> () -> {
  });

  {
    core.agents = agents.useCases();
    agents.host = agentsHost;
  }

  @RegisterExtension
  final Api api = new Api(core);

  final List<PeerCall> shown = new CopyOnWriteArrayList<>();
  ContainerHost host;

  @BeforeEach
  void findThePeer() {
    host = host(ScriptedAgents.PASS);
  }

  @AfterEach
  void close() {
    peers.close();
  }

  private ContainerHost host(String pass) {
    RunningServer peer = new RunningServer(new ServerName("b"), new UUID(0, 1), "machine",
        URI.create("http://127.0.0.1:" + api.running().port()), Set.of(), Samples.NOON);
    return peers.host(peer, ScriptedAgents.ID, call -> {
      shown.add(call);
      return new Secret(pass);
    });
  }

  private Api.Reply ask(String method, String path, String authorization) {
    return api.send(api.request(method, path, BodyPublishers.noBody())
        .header("Authorization", authorization)
        .build());
  }

  @Test
  void containersAreThoseOfTheAgent() {
    assertThat(host.containers()).containsExactly(CONTAINER);
  }

  @ParameterizedTest
  @CsvSource({"START", "STOP", "RESTART"})
  void aContainerIsControlled(Action action) {
    agentsHost.done = new Done.Ok();

    assertThat(host.act(WEB, action)).isEqualTo(new Done.Ok());
    assertThat(agentsHost.asked).containsExactly("web " + action);
  }

  @Test
  void whatComesOfItIsSaid() {
    agentsHost.done = new Done.NoSuchContainer();
    assertThat(host.act(WEB, Action.STOP)).isEqualTo(new Done.NoSuchContainer());

    agentsHost.done = new Done.Refused("it is \"paused\"");
    assertThat(host.act(WEB, Action.STOP)).isEqualTo(new Done.Refused("it is \"paused\""));
  }

  @Test
  void anAgentThatDoesNotAnswerIsUnavailable() {
    agentsHost.failure = new PortException.Unavailable("the agent did not answer", null);

    assertThatThrownBy(() -> host.containers()).isInstanceOf(PortException.Unavailable.class)
        .hasMessage("server b answered 503: the agent did not answer");
    assertThatThrownBy(() -> host.act(WEB, Action.STOP))
        .isInstanceOf(PortException.Unavailable.class);
  }

  @Test
  void anAgentThatIsNotConnectedThereIsUnavailable() {
    agents.host = null;

    assertThatThrownBy(() -> host.follow(WEB, null, 10, new Heard()))
        .isInstanceOf(PortException.Unavailable.class)
        .hasMessage("server b answered 503: The agent is not connected to this server");
    assertThat(logs.subjects).isEmpty();
  }

  @Test
  void aLogIsFollowedFromItsLastLines() {
    Heard heard = new Heard();
    try (Following following = host.follow(WEB, null, 10, heard)) {
      assertThat(following).isNotNull();
      logs.say(lines(line(7, "seven"), line(8, "größer 🚢")));
      await().untilAsserted(() -> assertThat(heard.lines).containsExactly("550e8400:7 seven",
          "550e8400:8 größer 🚢"));
      logs.say(lines(line(9, "nine")));
      await().untilAsserted(() -> assertThat(heard.lines).last().isEqualTo("550e8400:9 nine"));

      assertThat(logs.subjects)
          .containsExactly(new LogSubject.OfContainer(ScriptedAgents.ID, WEB));
      assertThat(logs.starts).containsExactly(new LogStart.Tail(10));
    }
    // Seen when there is something to write.
    await().untilAsserted(() -> {
      logs.say(lines(line(10, "ten")));
      assertThat(logs.views.get()).isZero();
    });
  }

  @Test
  void aLogIsFollowedBehindACursor() {
    Cursor place = new Cursor("550e8400", 6);
    try (Following following = host.follow(WEB, place, 5_000, new Heard())) {
      assertThat(following).isNotNull();
      assertThat(logs.starts).containsExactly(new LogStart.After(place));
    }
  }

  @Test
  void aTailIsNoLongerThanWhatThereMayBe() {
    try (Following following = host.follow(WEB, null, 5_000, new Heard())) {
      assertThat(following).isNotNull();
      assertThat(logs.starts).containsExactly(new LogStart.Tail(1_000));
    }
  }

  @Test
  void aPassIsForExactlyWhatIsAskedFor() {
    agentsHost.done = new Done.Ok();
    host.containers();
    host.act(WEB, Action.STOP);
    try (Following following = host.follow(WEB, null, 10, new Heard())) {
      assertThat(following).isNotNull();
    }

    assertThat(agents.calls).isEqualTo(shown)
        .extracting(call -> call.method() + " " + call.target())
        .containsExactly("GET " + PATH, "POST " + PATH + "/web/stop",
            "GET " + PATH + "/web/logs/stream?timeout=1800&tail=10");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer token-of-acme", "Bearer pass-of-a-peer",
      "WhopShip-Peer token-of-acme", "WhopShip-Peer ", "WhopShip-Peer a b"})
  void nothingButAPassOpensThesePaths(String authorization) {
    for (String path : List.of(PATH, PATH + "/web/logs/stream")) {
      assertProblem(ask("GET", path, authorization), 401, "Unauthorized",
          "The pass is not for this server and call, or has expired: servers on one database need"
              + " the same WHOPSHIP_SIGNING_KEY, and clocks that differ by less than 60 s");
    }
    assertThat(ask("POST", PATH + "/web/stop", authorization).status()).isEqualTo(401);
    assertThat(agentsHost.asked).isEmpty();
    assertThat(logs.subjects).isEmpty();
  }

  @Test
  void aPassOpensNothingElse() {
    String pass = "WhopShip-Peer " + ScriptedAgents.PASS;

    assertThat(ask("GET", "/api/agents", pass).status()).isEqualTo(401);
    assertThat(ask("GET", "/api/agents/" + ScriptedAgents.ID + "/containers", pass).status())
        .isEqualTo(401);
    assertThat(ask("GET", PATH.replace("9", "8"), pass).status()).isEqualTo(401);
  }

  @Test
  void aPassThatIsRefusedIsSaidByThePeer() {
    assertThatThrownBy(() -> host("another").containers())
        .isInstanceOf(PortException.Unavailable.class)
        .hasMessageStartingWith("server b answered 401: The pass is not for this server");
  }

  @Test
  void peersActAsAdmins() {
    assertThat(ServePeers.PEER.admin()).isTrue();
    assertThat(ask("GET", PATH, "WhopShip-Peer " + ScriptedAgents.PASS).json().path("containers"))
        .hasSize(1);
    assertThat(ask("GET", "/peer/agents/x/containers", "WhopShip-Peer x").status()).isEqualTo(400);
  }

  /** A host of one container. */
  private static final class ScriptedHost implements ContainerHost {

    final List<String> asked = new CopyOnWriteArrayList<>();
    volatile Done done = new Done.Ok();
    volatile @Nullable RuntimeException failure;

    @Override
    public List<Container> containers() {
      mayFail();
      return List.of(CONTAINER);
    }

    @Override
    public Done act(ContainerName container, Action action) {
      mayFail();
      asked.add(container + " " + action);
      return done;
    }

    private void mayFail() {
      RuntimeException now = failure;
      if (now != null) {
        throw now;
      }
    }

    @Override
    public Following follow(ContainerName container, @Nullable Cursor after, int tail,
        LogSink sink) {
      throw new AssertionError("peers follow by way of the log hub");
    }
  }

  /** What a sink was given. */
  private static final class Heard implements LogSink {

    final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    public void accept(String epoch, long first, List<LogLine> given) {
      for (int i = 0; i < given.size(); i++) {
        lines.add(new Cursor(epoch, first + i) + " " + given.get(i).message());
      }
    }

    @Override
    public void failed(String reason) {
      lines.add("failed: " + reason);
    }
  }
}
