package io.whopship.core;

import static io.whopship.core.Platform.ALICE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.core.ControlPlane.Neighbours;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.driven.servers.AgentLeases;
import io.whopship.ports.driven.servers.Servers;
import io.whopship.ports.driving.agents.ConnectAgent.Connection;
import io.whopship.ports.driving.agents.SeeAgents;
import io.whopship.ports.model.agents.Agent;
import io.whopship.ports.model.agents.AgentId;
import io.whopship.ports.model.agents.ContainerName;
import io.whopship.ports.model.logs.LogStart.Tail;
import io.whopship.ports.model.logs.LogSubject.OfContainer;
import io.whopship.ports.model.logs.LogType;
import io.whopship.ports.model.servers.AgentLease;
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

/** Two servers on the same stores, each with agents of its own. */
abstract class ManyServersSetting {

  static final Duration A_MOMENT = Duration.ofMillis(100);
  static final ContainerName WEB = new ContainerName("web");

  final Platform platform = new Platform();
  final Servers servers = new InMemoryServers(platform.clock);
  final TroubledLeases leases = new TroubledLeases(
      new InMemoryAgentLeases(platform.agents, servers));
  final FakePeers peers = new FakePeers();
  final FakeContainerHost host = new FakeContainerHost(platform.clock);
  final List<String> cut = new ArrayList<>();
  final Node here = new Node("here");
  final Node there = new Node("there");
  final Agent agent = here.core.agents().invite().invite(ALICE, "a host").agent();
  final OfContainer web = new OfContainer(agent.id(), WEB);

  /** One of the servers. */
  final class Node {

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

  void passAMoment() {
    platform.timer.pass(A_MOMENT);
  }

  Viewer follow(Node node) {
    Viewer viewer = Viewer.of(node.core, web, new Tail(10));
    passAMoment();
    return viewer;
  }

  void say(String line) {
    host.say("web", LogType.STDOUT, line);
    passAMoment();
  }

  /** Leases in a database that may be away. */
  static final class TroubledLeases implements AgentLeases {

    private final AgentLeases leases;
    boolean unavailable;

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
