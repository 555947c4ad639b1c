package io.whopship.app;

import io.whopship.adapter.http.HttpApi;
import io.whopship.adapter.http.HttpSettings;
import io.whopship.adapter.http.peer.HttpPeers;
import io.whopship.core.ControlPlane;
import io.whopship.core.ControlPlane.Neighbours;
import io.whopship.core.access.PeerPasses;
import io.whopship.core.access.SigningKey;
import io.whopship.ports.driven.DeploymentObserver;
import io.whopship.ports.driven.Edge;
import io.whopship.ports.driven.Signals;
import io.whopship.ports.driven.WorkerLogSource;
import io.whopship.ports.driven.agents.ContainerHost;
import io.whopship.ports.driven.servers.Peers;
import io.whopship.ports.driving.agents.ConnectAgent;
import io.whopship.ports.driving.servers.ServePeers;
import io.whopship.ports.model.agents.Agent;
import io.whopship.ports.model.apps.SiteAddresses;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.servers.PeerCall;
import io.whopship.ports.model.servers.RunningServer;
import io.whopship.ports.model.servers.ServerName;
import io.whopship.testkit.FakeArtifact;
import io.whopship.testkit.FakeArtifactReader;
import io.whopship.testkit.FakeEdge;
import io.whopship.testkit.FakeTrafficFigures;
import io.whopship.testkit.FakeWebhookSender;
import io.whopship.testkit.FakeWorkQueue;
import io.whopship.testkit.InMemoryAgentLeases;
import io.whopship.testkit.InMemoryArtifactStore;
import io.whopship.testkit.InMemoryServers;
import io.whopship.testkit.InMemoryStore;
import io.whopship.testkit.MovableClock;
import io.whopship.testkit.PlainEventBodies;
import io.whopship.testkit.SequentialIds;
import io.whopship.testkit.UnlimitedRates;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Servers in this process that share their stores and talk to each other over HTTP. */
final class ManyServers implements AutoCloseable {

  private static final String TOKEN = "token-of-the-tests-0123456789";
  private static final Secret SIGNING_KEY = new Secret("a key that only tests use");

  /** By which servers are dead or alive. */
  final MovableClock clock = new MovableClock(Instant.EPOCH);
  private final InMemoryStore store = new InMemoryStore(new FakeWorkQueue(clock));
  private final InMemoryArtifactStore artifacts = new InMemoryArtifactStore("memory");
  private final InMemoryServers servers = new InMemoryServers(clock);
  private final InMemoryAgentLeases leases = new InMemoryAgentLeases(store.agents(), servers);
  private final SequentialIds ids = new SequentialIds();
  private final List<Node> nodes = new ArrayList<>();

  /** One that runs, and has joined the others. */
  Node start(String name) throws IOException {
    Node node = new Node(name, FreePort.next());
    nodes.add(node);
    return node;
  }

  /** What this server accepts from the others. */
  static Secret pass(RunningServer to, PeerCall call) {
    return new PeerPasses(new SigningKey(SIGNING_KEY), InstantSource.system()).issue(to.name(),
        call);
  }

  @Override
  public void close() {
    nodes.forEach(Node::kill);
  }

  /** One of the servers. It gives signs of life when it is told to. */
  final class Node {

    private final ThreadTimer timer = new ThreadTimer();
    private final HttpPeers peers = new HttpPeers(timer);
    private final RunningServer self;
    private final ControlPlane core;
    private final HttpApi api;

    Node(String name, int port) {
      URI url = URI.create("http://127.0.0.1:" + port);
      self = new RunningServer(new ServerName(name), UUID.randomUUID(), "here", url, Set.of(),
          Instant.EPOCH);
      core = ControlPlane.assemble(
          new ControlPlane.Ports(store, artifacts,
              new FakeArtifactReader(FakeArtifact.helloWorker("v1")),
              new FakeEdge(new Edge.Description("a fake", "a fake", Duration.ZERO)),
              new FakeTrafficFigures(), WorkerLogSource.NONE, new PlainEventBodies(),
              new FakeWebhookSender(), Signals.NONE, DeploymentObserver.NONE,
              ids, timer, InstantSource.system()),
          new Neighbours(self, servers, leases, peers),
          ControlPlane.Settings.defaults(url, new SiteAddresses("http://{subdomain}.localhost"),
              SIGNING_KEY));
      core.access().issueToken().adopt(new Secret(TOKEN));
      core.servers().join().join();
      api = new HttpApi(HttpSettings.at("127.0.0.1", port), ApiUseCases.of(core),
          new UnlimitedRates());
      api.start();
    }

    Caller caller() {
      return new Caller(URI.create("http://127.0.0.1:" + api.port()), 0, TOKEN);
    }

    Agent invite() {
      return core.agents().invite().invite(ServePeers.PEER, "host").agent();
    }

    ConnectAgent.Connection connect(Agent agent, ContainerHost host) {
      return core.agents().connect().connect(agent, host, why -> {
      });
    }

    /** Says that it is alive, and looks at the others. */
    void stay() {
      core.servers().join().stay();
    }

    RunningServer self() {
      return self;
    }

    Peers peers() {
      return peers;
    }

    /** The host of an agent by way of the server that it is connected to. */
    ContainerHost hostByItsServer(Agent agent) {
      RunningServer owner = leases.find(agent.id()).orElseThrow().server();
      return peers.host(owner, agent.id(), call -> pass(owner, call));
    }

    /** The host of an agent that is connected to this very server. */
    Optional<ContainerHost> hostHere(Agent agent) {
      return core.servers().serve().host(agent.id());
    }

    /** Ends it without a word to the others. Twice is fine. */
    void kill() {
      peers.close();
      api.close();
      timer.close();
    }
  }
}
