package io.whopship.app;

import io.whopship.adapter.http.HttpApi;
import io.whopship.adapter.http.HttpSettings;
import io.whopship.core.ControlPlane;
import io.whopship.ports.driven.DeploymentObserver;
import io.whopship.ports.driven.Edge;
import io.whopship.ports.driven.Signals;
import io.whopship.ports.driven.WorkerLogSource;
import io.whopship.ports.driving.agents.ConnectAgent;
import io.whopship.ports.model.agents.Agent;
import io.whopship.ports.model.apps.SiteAddresses;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.identity.OwnerId;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.logs.Cursor;
import io.whopship.ports.model.logs.LogSettings;
import io.whopship.ports.model.logs.LogType;
import io.whopship.testkit.FakeArtifact;
import io.whopship.testkit.FakeArtifactReader;
import io.whopship.testkit.FakeContainerHost;
import io.whopship.testkit.FakeEdge;
import io.whopship.testkit.FakeTrafficFigures;
import io.whopship.testkit.FakeWebhookSender;
import io.whopship.testkit.FakeWorkQueue;
import io.whopship.testkit.InMemoryArtifactStore;
import io.whopship.testkit.InMemoryStore;
import io.whopship.testkit.MovableClock;
import io.whopship.testkit.PlainEventBodies;
import io.whopship.testkit.SequentialIds;
import io.whopship.testkit.UnlimitedRates;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * A container on a host that a whole API shows, in this process. Each line says its own place, as
 * {@code numbering-1:7}, and may be made long.
 */
final class RunningContainer implements AutoCloseable {

  private static final String TOKEN = "token-of-the-tests-0123456789";
  private static final Caller OPERATOR = new Caller(new OwnerId("admin"), true);
  private static final String NAME = "web";

  private final FakeContainerHost host = new FakeContainerHost(InstantSource.system());
  private final ThreadTimer timer = new ThreadTimer();
  private final ControlPlane core;
  private final HttpApi api;
  private final Agent agent;
  private ConnectAgent.Connection connection;
  private boolean connected = true;
  private int numbering = 1;
  private long last;

  /** Of whose lines the server keeps so many. */
  RunningContainer(int ring) {
    var queue = new FakeWorkQueue(new MovableClock(Instant.EPOCH));
    var store = new InMemoryStore(queue);
    core = ControlPlane.assemble(
        new ControlPlane.Ports(store, new InMemoryArtifactStore("memory"),
            new FakeArtifactReader(FakeArtifact.helloWorker("v1")),
            new FakeEdge(new Edge.Description("a fake", "a fake", Duration.ZERO)),
            new FakeTrafficFigures(), WorkerLogSource.NONE, new PlainEventBodies(),
            new FakeWebhookSender(), Signals.NONE, DeploymentObserver.NONE,
            new SequentialIds(), timer, InstantSource.system()),
        ControlPlane.Settings.defaults(URI.create("http://localhost:8000"),
            new SiteAddresses("http://{subdomain}.localhost:8080"),
            new Secret("a key that only tests use"))
            .withLogs(LogSettings.DEFAULT.withRingLines(ring)));
    core.access().issueToken().adopt(new Secret(TOKEN));
    agent = core.agents().invite().invite(OPERATOR, "host").agent();
    host.create(NAME);
    connection = connect();
    api = new HttpApi(HttpSettings.at("127.0.0.1", 0), ApiUseCases.of(core), new UnlimitedRates());
    api.start();
  }

  private ConnectAgent.Connection connect() {
    return core.agents().connect().connect(agent, host, why -> {
    });
  }

  LogTarget log() {
    return LogTarget.ofContainer(api.port(), TOKEN, agent.id().toString(), NAME);
  }

  /** Behind its last line, be it lost or not. */
  Cursor end() {
    return new Cursor("numbering-" + numbering, last);
  }

  /** Says so many lines, each of so many characters more than its place. */
  void say(int lines, int more) {
    for (int i = 0; i < lines; i++) {
      last++;
      host.say(NAME, LogType.STDOUT, end() + " " + "x".repeat(more));
    }
  }

  void lose(int lines) {
    last += lines;
    host.lose(NAME, lines);
  }

  void loseCount() {
    numbering++;
    last = 0;
    host.loseCount(NAME);
  }

  /** The host goes away if it is there, and comes back if it is not. */
  void comeOrGo() {
    if (connected) {
      host.disconnect();
      connection.close();
    } else {
      host.reconnect();
      connection = connect();
    }
    connected = !connected;
  }

  boolean isConnected() {
    return connected;
  }

  @Override
  public void close() {
    api.close();
    timer.close();
  }
}
