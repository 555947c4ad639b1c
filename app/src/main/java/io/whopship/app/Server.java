package io.whopship.app;

import io.whopship.adapter.http.HttpApi;
import io.whopship.adapter.http.peer.HttpPeers;
import io.whopship.adapter.jdbc.DatabaseSettings;
import io.whopship.adapter.jdbc.JdbcStores;
import io.whopship.adapter.jdbc.WorkSettings;
import io.whopship.adapter.r2.DirectoryArtifactStore;
import io.whopship.adapter.r2.S3ArtifactStore;
import io.whopship.adapter.r2.S3Settings;
import io.whopship.adapter.zip.ZipArtifactReader;
import io.whopship.core.ControlPlane;
import io.whopship.core.ControlPlane.Neighbours;
import io.whopship.ports.driven.ArtifactStore;
import io.whopship.ports.driven.Incidents;
import io.whopship.ports.driven.RateLimits.Verdict;
import io.whopship.ports.driven.Timer;
import io.whopship.ports.driven.WorkerLogs;
import io.whopship.ports.driving.IssueToken;
import io.whopship.ports.driving.RestoreSites.Restored;
import io.whopship.ports.model.identity.Secret;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All that runs in one process, put together by plain constructors. */
final class Server implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Server.class);

  /** Between two looks at which logs and artifacts are too old or too many. */
  private static final Duration KEEPING = Duration.ofHours(1);

  /** What was opened, the latest first: the order in which it is closed. */
  private final Deque<AutoCloseable> open;
  private final @Nullable Secret newAdminToken;
  private final CompletableFuture<String> expelled;

  private Server(Deque<AutoCloseable> open, @Nullable Secret newAdminToken,
      CompletableFuture<String> expelled) {
    this.open = open;
    this.newAdminToken = newAdminToken;
    this.expelled = expelled;
  }

  /**
   * Opens everything, serves the sites there are, goes on with what was under way, and then answers
   * callers. If one part cannot be opened, those before it are closed again.
   */
  static Server start(Configuration configuration) throws IOException {
    Deque<AutoCloseable> open = new ArrayDeque<>();
    try {
      return start(configuration, open);
    } catch (IOException | RuntimeException e) {
      close(open);
      throw e;
    }
  }

  private static Server start(Configuration configuration, Deque<AutoCloseable> open)
      throws IOException {
    requireFree(configuration.host(), configuration.port(), "--port or WHOPSHIP_PORT");
    if (configuration.edge() instanceof EdgeChoice.Workerd) {
      requireFree(configuration.host(), configuration.sitesPort(),
          "--sites-port or WHOPSHIP_SITES_PORT");
    }
    ThreadTimer timer = new ThreadTimer();
    open.push(timer);
    DataDirectory data = DataDirectory.open(configuration.data());
    DatabaseSettings database = DatabaseSettings.h2(data.database());
    JdbcStores stores = JdbcStores.open(database);
    open.push(stores);
    // No other process can have the file of an H2 open: whoever is here is alone.
    boolean isAlone = database.url().startsWith("jdbc:h2:");
    Neighbours neighbours = isAlone
        ? Neighbours.NONE
        : neighbours(configuration, stores, timer, open);
    ArtifactStore artifacts = openArtifacts(configuration.artifacts(), data, open);
    // An edge is there before the core it reports to; until then it has nothing to report.
    AtomicReference<Incidents> incidents = new AtomicReference<>(Incidents.IGNORED);
    AtomicReference<WorkerLogs> workerLogs = new AtomicReference<>(WorkerLogs.IGNORED);
    OpenEdge edge = OpenEdge.open(configuration, data,
        (release, line) -> incidents.get().report(release, line),
        (release, epoch, first, lines) -> workerLogs.get().accept(release, epoch, first, lines),
        timer);
    open.push(edge.closing());
    ControlPlane core = ControlPlane.assemble(
        new ControlPlane.Ports(stores.apps(), stores.deployments(), stores.logs(), stores.routes(),
            artifacts, new ZipArtifactReader(), edge.edge(), edge.figures(), edge.logs(),
            stores.accessTokens(), stores.agents(),
            new RandomIds(), timer, InstantSource.system()),
        neighbours, configuration.core(data.signingKey()));
    incidents.set(core.reportIncident()::report);
    workerLogs.set(core.logs().collect()::accept);
    CompletableFuture<String> expelled = new CompletableFuture<>();
    if (!isAlone) {
      open.push(Membership.join(core.servers().join(), neighbours.self(), timer,
          Membership.PATIENCE, expelled::complete));
    }
    restoreSites(core);
    connectOwnAgent(configuration, data, core, open);
    open.push(stores.run(core.advanceDeployment(), WorkSettings.DEFAULT));
    open.push(Recurring.start(timer, KEEPING, "keep logs", core.logs().keep()::keep));
    open.push(Recurring.start(timer, KEEPING, "keep artifacts", core.keepArtifacts()::keep));
    HttpApi api = new HttpApi(configuration.http(), ApiUseCases.of(core),
        (owner, kind) -> new Verdict.Allowed());
    open.push(api);
    api.start();
    // The last thing that may fail has been done: a token is shown once, and must be seen.
    return new Server(open, adminToken(core.issueToken(), configuration.adminToken()).orElse(null),
        expelled);
  }

  private static Neighbours neighbours(Configuration configuration, JdbcStores stores, Timer timer,
      Deque<AutoCloseable> open) {
    HttpPeers peers = new HttpPeers(timer);
    open.push(peers);
    return new Neighbours(configuration.node().running(configuration), stores.servers(),
        stores.agentLeases(), peers);
  }

  /** Before anything is opened, so that the message can say which setting it is. */
  private static void requireFree(String host, int port, String setting) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(host, port));
    } catch (IOException e) {
      throw new IllegalStateException("cannot listen on " + host + ":" + port + " ("
          + e.getMessage() + "). Stop what listens there, or choose another with " + setting, e);
    }
  }

  private static ArtifactStore openArtifacts(ArtifactChoice choice, DataDirectory data,
      Deque<AutoCloseable> open) {
    return switch (choice) {
      case ArtifactChoice.Directory() -> {
        DirectoryArtifactStore directory = new DirectoryArtifactStore(data.artifacts());
        open.push(directory);
        yield directory;
      }
      case ArtifactChoice.S3(S3Settings bucket) -> {
        S3ArtifactStore store = new S3ArtifactStore(bucket, data.downloads(),
            InstantSource.system());
        open.push(store);
        yield store;
      }
    };
  }

  private static Optional<Secret> adminToken(IssueToken tokens, @Nullable Secret chosen) {
    if (chosen == null) {
      return tokens.issueFirstAdmin();
    }
    tokens.adopt(chosen);
    return Optional.empty();
  }

  private static void connectOwnAgent(Configuration configuration, DataDirectory data,
      ControlPlane core, Deque<AutoCloseable> open) throws IOException {
    Optional<Path> socket = configuration.docker().usable();
    if (socket.isPresent()) {
      open.push(OwnAgent.connect(socket.get(), data.agentKey(), core.agents().invite(),
          core.agents().connect()));
    }
  }

  private static void restoreSites(ControlPlane core) {
    Restored restored = core.restoreSites().restore();
    log.info("sites restored sites={} failures={}", restored.sites(), restored.failures().size());
    restored.failures().forEach(failure -> log.warn("site not restored cause=\"{}\"", failure));
  }

  /** The first admin token, if this very start made it. */
  Optional<Secret> newAdminToken() {
    return Optional.ofNullable(newAdminToken);
  }

  /** Waits until it may run no more beside others, which is mostly never; answers why. */
  String awaitExpulsion() {
    return expelled.join();
  }

  /** Closes what was opened, the latest first. Closing twice is fine. */
  @Override
  public void close() {
    close(open);
  }

  private static synchronized void close(Deque<AutoCloseable> open) {
    while (!open.isEmpty()) {
      AutoCloseable next = open.pop();
      try {
        next.close();
      } catch (Exception e) {
        log.error("did not close part={}", next.getClass().getSimpleName(), e);
      }
    }
  }
}
