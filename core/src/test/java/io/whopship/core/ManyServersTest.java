package io.whopship.core;

import static io.whopship.core.Platform.ALICE;
import static io.whopship.core.Platform.MALLORY;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.core.ControlPlane.Neighbours;
import io.whopship.core.access.PeerPasses;
import io.whopship.core.access.SigningKey;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.driven.agents.ContainerHost.Action;
import io.whopship.ports.driven.servers.AgentLeases;
import io.whopship.ports.driven.servers.Servers;
import io.whopship.ports.driving.agents.ConnectAgent.Connection;
import io.whopship.ports.driving.agents.ControlContainers;
import io.whopship.ports.driving.agents.SeeAgents;
import io.whopship.ports.driving.logs.FollowLog;
import io.whopship.ports.driving.logs.WatchStreams;
import io.whopship.ports.driving.servers.ServePeers;
import io.whopship.ports.model.agents.Agent;
import io.whopship.ports.model.agents.AgentId;
import io.whopship.ports.model.agents.ContainerName;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.identity.TokenHash;
import io.whopship.ports.model.logs.LogStart.Tail;
import io.whopship.ports.model.logs.LogSubject.OfContainer;
import io.whopship.ports.model.logs.LogType;
import io.whopship.ports.model.servers.AgentLease;
import io.whopship.ports.model.servers.LocalPart;
import io.whopship.ports.model.servers.PeerCall;
import io.whopship.ports.model.servers.Registration;
import io.whopship.ports.model.servers.RunningServer;
import io.whopship.ports.model.servers.ServerName;
import io.whopship.testkit.FakeContainerHost;
import io.whopship.testkit.FakePeers;
import io.whopship.testkit.InMemoryAgentLeases;
import io.whopship.testkit.InMemoryServers;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Two servers on the same stores, each with agents of its own. */
final class ManyServersTest {

  private static final Duration A_MOMENT = Duration.ofMillis(100);
  private static final ContainerName WEB = new ContainerName("web");

  private final Platform platform = new Platform();
  private final Servers servers = new InMemoryServers(platform.clock);
  private final TroubledLeases leases = new TroubledLeases(
      new InMemoryAgentLeases(platform.agents, servers));
  private final FakePeers peers = new FakePeers();
  private final FakeContainerHost host = new FakeContainerHost(platform.clock);
  private final List<String> cut = new ArrayList<>();
  private final Node here = new Node("here");
  private final Node there = new Node("there");
  private final Agent agent = here.core.agents().invite().invite(ALICE, "a host").agent();
  private final OfContainer web = new OfContainer(agent.id(), WEB);

  /** One of the servers. */
  private final class Node {

    final RunningServer self;
    final ControlPlane core;

    Node(String name) {
      self = new RunningServer(new ServerName(name), UUID.nameUUIDFromBytes(name.getBytes(UTF_8)),
          name, URI.create("http://" + name + ":8000"), Set.of(), platform.clock.instant());
      core = platform.anotherServer(new Neighbours(self, servers, leases, peers));
      assertThat(core.servers().join().join()).isEqualTo(new Registration.Registered());
      peers.add(self, core.servers().serve());
    }

    Registration stay() {
      return core.servers().join().stay();
    }

    /** It is there, but does nothing and cannot be reached. */
    void dies() {
      peers.remove(self);
    }

    Connection connect() {
      return core.agents()
          .connect()
          .connect(agent, host, why -> cut.add(self.name() + " " + why));
    }

    boolean seesItConnected() {
      return core.agents().see().find(ALICE, agent.id()) instanceof SeeAgents.Outcome.Found found
          && found.agent().connected();
    }
  }

  @BeforeEach
  void aContainerRuns() {
    host.create("web");
    host.say("web", LogType.STDOUT, "one");
  }

  private void passAMoment() {
    platform.timer.pass(A_MOMENT);
  }

  private Viewer follow(Node node) {
    Viewer viewer = Viewer.of(node.core, web, new Tail(10));
    passAMoment();
    return viewer;
  }

  private void say(String line) {
    host.say("web", LogType.STDOUT, line);
    passAMoment();
  }

  @Nested
  final class AnAgentElsewhere {

    @Test
    void isSeenAsConnected() {
      assertThat(here.seesItConnected()).isFalse();
      Connection connection = there.connect();

      assertThat(here.seesItConnected()).isTrue();
      assertThat(here.core.agents().see().list(ALICE)).extracting(SeeAgents.Seen::connected)
          .containsExactly(true);
      assertThat(here.core.logs().watch().streams(ALICE, agent.id()))
          .isEqualTo(new WatchStreams.Outcome.Found(true, List.of()));

      connection.close();
      assertThat(here.seesItConnected()).isFalse();
    }

    @Test
    void isControlledByWayOfItsServer() {
      there.connect();

      assertThat(here.core.agents().containers().list(ALICE, agent.id()))
          .isEqualTo(new ControlContainers.Outcome.Found(host.containers()));
      assertThat(here.core.agents().containers().act(ALICE, agent.id(), WEB, Action.STOP))
          .isEqualTo(new ControlContainers.Outcome.Done());
      assertThat(host.containers().getFirst().state()).isEqualTo("exited");
      assertThat(here.core.agents().containers().act(MALLORY, agent.id(), WEB, Action.START))
          .isEqualTo(new ControlContainers.Outcome.NotYours());
    }

    @Test
    void isFollowedByWayOfItsServerWithOneSourceForAllViewers() {
      there.connect();

      Viewer one = follow(here);
      Viewer other = follow(here);
      say("two");

      assertThat(one.news()).containsExactly("1 one", "2 two");
      assertThat(other.news()).containsExactly("1 one", "2 two");
      assertThat(host.follows("web")).isEqualTo(1);
    }

    @Test
    void whoseServerCannotBeReachedIsTriedAgain() {
      there.connect();
      there.dies();
      Viewer viewer = follow(here);
      assertThat(viewer.news())
          .containsExactly("failed: the log cannot be had just now: server there is not there");

      peers.add(there.self, there.core.servers().serve());
      platform.timer.pass(Duration.ofSeconds(6));

      assertThat(viewer.news()).containsExactly("1 one");
    }

    @Test
    void whoseServerIsDeadIsConnectedNowhere() {
      there.connect();
      platform.clock.advance(Servers.LEASE);
      here.stay();

      assertThat(here.seesItConnected()).isFalse();
      assertThat(here.core.logs().follow().follow(ALICE, web, new Tail(1), () -> {
      })).isEqualTo(new FollowLog.Outcome.Unavailable("the agent is not connected"));
    }

    @Test
    void thatCannotBeFoundIsTriedAgain() {
      there.connect();
      Viewer viewer = Viewer.of(here.core, web, new Tail(10));
      leases.unavailable = true;
      passAMoment();
      assertThat(viewer.news())
          .containsExactly("failed: the log cannot be had just now: no database");

      leases.unavailable = false;
      platform.timer.pass(Duration.ofSeconds(6));
      assertThat(viewer.news()).containsExactly("1 one");
    }
  }

  @Nested
  final class AnAgentThatMoves {

    @Test
    void isCutWhereItWasBeforeAndItsViewersGoOn() {
      here.connect();
      Viewer viewer = follow(here);
      assertThat(viewer.news()).containsExactly("1 one");

      there.connect();
      host.say("web", LogType.STDOUT, "two");
      here.stay();
      say("three");

      assertThat(cut).containsExactly("here REPLACED");
      assertThat(viewer.news()).containsExactly("2 two", "3 three");
      assertThat(host.followers("web")).isEqualTo(1);
      assertThat(here.core.servers().serve().host(agent.id())).isEmpty();
    }

    @Test
    void isFoundByThoseWhoFollowedItElsewhere() {
      there.connect();
      here.stay();
      Viewer viewer = follow(here);
      viewer.lookAll();
      viewer.told.clear();
      there.dies();
      platform.clock.advance(Servers.LEASE);
      here.stay();
      passAMoment();
      assertThat(viewer.news())
          .containsExactly("failed: the agent is not connected: the log goes on once it is");

      here.connect();
      passAMoment();
      say("two");

      assertThat(viewer.news()).containsExactly("2 two");
    }

    @Test
    void isNotCutByAnOlderConnectionThatLooks() {
      Connection older = there.connect();
      here.connect();

      here.stay();
      older.close();
      there.stay();

      assertThat(cut).isEmpty();
      assertThat(here.seesItConnected()).isTrue();
      assertThat(leases.find(agent.id())).map(AgentLease::server).contains(here.self);
    }

    @Test
    void staysWhenItsServerWasSilentButNobodyCame() {
      there.connect();
      platform.clock.advance(Servers.LEASE.multipliedBy(2));
      here.stay();
      assertThat(here.seesItConnected()).isFalse();

      assertThat(there.stay()).isEqualTo(new Registration.Registered());

      assertThat(cut).isEmpty();
      assertThat(here.seesItConnected()).isTrue();
    }

    @Test
    void isReleasedLaterIfTheStoreIsAwayWhenItLeaves() {
      Connection connection = there.connect();
      leases.unavailable = true;
      connection.close();
      leases.unavailable = false;
      assertThat(here.seesItConnected()).isTrue();

      there.stay();

      assertThat(here.seesItConnected()).isFalse();
    }
  }

  @Nested
  final class ARevokedAgent {

    @Test
    void isCutWhereverItIsConnected() {
      there.connect();

      here.core.agents().see().revoke(ALICE, agent.id());
      assertThat(cut).isEmpty();
      there.stay();

      assertThat(cut).containsExactly("there REVOKED");
    }

    @Test
    void doesNotComeIn() {
      here.core.agents().see().revoke(ALICE, agent.id());

      there.connect().close();

      assertThat(cut).containsExactly("there REVOKED");
      assertThat(there.core.servers().serve().host(agent.id())).isEmpty();
    }

    @Test
    void thatCannotBeCutDoesNotKeepOthersConnected() {
      Agent other = here.core.agents().invite().invite(ALICE, "another").agent();
      for (Agent each : List.of(agent, other)) {
        there.core.agents().connect().connect(each, host, why -> {
          cut.add(each.name());
          throw new IllegalStateException("the socket is broken");
        });
        here.core.agents().see().revoke(ALICE, each.id());
      }

      there.stay();

      assertThat(cut).containsExactlyInAnyOrder("a host", "another");
    }
  }

  @Nested
  final class AServer {

    @Test
    void thatStalledRegistersAnew() {
      platform.clock.advance(Servers.LEASE);
      servers.register(new RunningServer(new ServerName("third"), UUID.randomUUID(), "third",
          URI.create("http://third:8000"), Set.of(), platform.clock.instant()));

      assertThat(here.stay()).isEqualTo(new Registration.Registered());

      assertThat(servers.alive()).contains(here.self);
    }

    @Test
    void thatStalledIsRefusedIfItsPlaceIsTaken() {
      platform.clock.advance(Servers.LEASE);
      RunningServer local = new RunningServer(new ServerName("third"), UUID.randomUUID(), "third",
          URI.create("http://third:8000"), Set.of(LocalPart.WORKERS), platform.clock.instant());
      servers.register(local);

      assertThat(here.stay()).isEqualTo(new Registration.OtherIsLocal(local));
    }

    @Test
    void thatEndsIsGoneForTheOthers() {
      there.connect();

      there.core.servers().join().leave();

      assertThat(servers.alive()).containsExactly(here.self);
      assertThat(here.seesItConnected()).isFalse();
    }
  }

  @Nested
  final class APass {

    private final PeerPasses passes = new PeerPasses(
        new SigningKey(new Secret("a key that only tests use")),
        platform.clock);
    private final ServePeers serve = here.core.servers().serve();

    private final PeerCall call = new PeerCall(agent.id(), "GET", "/peer/x?tail=1");

    private Secret pass() {
      return passes.issue(here.self.name(), call);
    }

    @Test
    void isGoodForAMinute() {
      Secret pass = pass();
      platform.clock.advance(Duration.ofSeconds(59));
      assertThat(serve.admits(pass, call)).isTrue();

      platform.clock.advance(Duration.ofSeconds(1));
      assertThat(serve.admits(pass, call)).isFalse();
    }

    @Test
    void isForOneServerAndOneCall() {
      assertThat(serve.admits(pass(), call)).isTrue();
      assertThat(there.core.servers().serve().admits(pass(), call)).isFalse();
      for (PeerCall other : List.of(
          new PeerCall(new AgentId(UUID.randomUUID()), "GET", "/peer/x?tail=1"),
          new PeerCall(agent.id(), "POST", "/peer/x?tail=1"),
          new PeerCall(agent.id(), "GET", "/peer/y?tail=1"),
          new PeerCall(agent.id(), "GET", "/peer/x?tail=2"))) {
        assertThat(serve.admits(pass(), other)).as(other.toString()).isFalse();
      }
    }

    @Test
    void mayComeFromAClockThatIsAheadByLessThanAMinute() {
      assertThat(serve.admits(madeAhead(Duration.ofSeconds(60)), call)).isTrue();
      assertThat(serve.admits(madeAhead(Duration.ofSeconds(61)), call)).isFalse();
      assertThat(serve.admits(madeAhead(Duration.ofDays(3_650)), call)).isFalse();
    }

    private Secret madeAhead(Duration time) {
      return new PeerPasses(new SigningKey(new Secret("a key that only tests use")),
          () -> platform.clock.instant().plus(time)).issue(here.self.name(), call);
    }

    @Test
    void isMadeByTheSameKey() {
      Secret foreign = new PeerPasses(new SigningKey(new Secret("a key of somebody else")),
          platform.clock)
          .issue(here.self.name(), call);

      assertThat(serve.admits(foreign, call)).isFalse();
    }

    @Test
    void isNothingElse() {
      platform.tokens.save(TokenHash.of(new Secret("alice's")),
          ALICE, platform.clock.instant());
      Secret ticket = here.core.access().passes().ticket(new Secret("alice's"), web).text();

      for (Secret other : List.of(new Secret(""), new Secret("not base 64!"),
          new Secret("alice's"), ticket)) {
        assertThat(serve.admits(other, call)).isFalse();
      }
      assertThat(here.core.access().passes().byTicket(pass(), web)).isEmpty();
      assertThat(here.core.access().authenticate().authenticate(pass())).isEmpty();
    }
  }

  @Test
  void theOnlyServerNeedsNoneOfThis() {
    Neighbours none = Neighbours.NONE;

    assertThat(none.servers().register(none.self())).isEqualTo(new Registration.Registered());
    assertThat(none.servers().renew(none.self())).isTrue();
    assertThat(none.servers().alive()).isEmpty();
    assertThat(none.leases().find(agent.id())).isEmpty();
  }

  /** Leases in a database that may be away. */
  private static final class TroubledLeases implements AgentLeases {

    private final AgentLeases leases;
    private boolean unavailable;

    TroubledLeases(AgentLeases leases) {
      this.leases = leases;
    }

    private AgentLeases reach() {
      if (unavailable) {
        throw new PortException.Unavailable("no database", null);
      }
      return leases;
    }

    @Override
    public OptionalLong take(AgentId agent, RunningServer server) {
      return reach().take(agent, server);
    }

    @Override
    public void release(AgentId agent, RunningServer server, long number) {
      reach().release(agent, server, number);
    }

    @Override
    public Optional<AgentLease> find(AgentId agent) {
      return reach().find(agent);
    }

    @Override
    public List<AgentLease> list() {
      return reach().list();
    }
  }
}
