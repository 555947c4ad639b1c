package io.whopship.app;

import io.whopship.adapter.http.HttpApi;
import io.whopship.adapter.http.HttpTelemetry;
import io.whopship.adapter.http.WebhookBodies;
import io.whopship.adapter.http.peer.HttpPeers;
import io.whopship.adapter.http.webhook.HttpWebhookSender;
import io.whopship.adapter.jdbc.JdbcStores;
import io.whopship.adapter.jdbc.WorkRunner;
import io.whopship.adapter.r2.DirectoryArtifactStore;
import io.whopship.adapter.r2.S3ArtifactStore;
import io.whopship.adapter.r2.S3Settings;
import io.whopship.adapter.zip.ZipArtifactReader;
import io.whopship.app.traces.Collector;
import io.whopship.app.traces.DeploymentTraces;
import io.whopship.core.ControlPlane;
import io.whopship.core.ControlPlane.Neighbours;
import io.whopship.ports.driven.ArtifactStore;
import io.whopship.ports.driven.DeploymentObserver;
import io.whopship.ports.driven.Incidents;
import io.whopship.ports.driven.Timer;
import io.whopship.ports.driven.WorkerLogs;
import io.whopship.ports.driven.webhooks.WebhookSender;
import io.whopship.ports.driving.IssueToken;
import io.whopship.ports.driving.RestoreSites.Restored;
import io.whopship.ports.model.identity.Secret;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All that runs in one process, put together by plain constructors. */
final class Server implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Server.class);

  /** Between two looks at which logs and artifacts are too old or too many. */
  private static final Duration KEEPING = Duration.ofHours(1);

  /** Between two looks at what webhooks are to be told. */
  private static final Duration TELLING = Duration.ofSeconds(1);

  /** What was opened, the latest first: the order in which it is closed. */
  private final Deque<AutoCloseable> open;
  private final HttpApi api;
  private final WorkRunner work;
  private final LifeSettings life;
  private final @Nullable Secret newAdminToken;
  private final CompletableFuture<String> expelled;

  private Server(Deque<AutoCloseable> open, HttpApi api, WorkRunner work, LifeSettings life,
      @Nullable Secret newAdminToken, CompletableFuture<String> expelled) {
    this.open = open;
    this.api = api;
    this.work = work;
    this.life = life;
    this.newAdminToken = newAdminToken;
    this.expelled = expelled;
  }

  /**
   * Opens everything, serves the sites there are, goes on with what was under way, and then answers
   * callers. If one part cannot be opened, those before it are closed again.
   */
  static Server start(Configuration configuration) throws IOException {
    return start(configuration, UnaryOperator.identity());
  }

  /** As {@link #start(Configuration)}, with something between the core and its ports. */
  static Server start(Configuration configuration, UnaryOperator<ControlPlane.Ports> between)
      throws IOException {
    Deque<AutoCloseable> open = new ArrayDeque<>();
    try {
      return start(configuration, between, open);
    } catch (IOException | RuntimeException e) {
      close(open);
      throw e;
    }
  }

  private static Server start(Configuration configuration,
      UnaryOperator<ControlPlane.Ports> between, Deque<AutoCloseable> open) throws IOException {
    SelfCheck.Report report = SelfCheck.beforeStart(configuration);
    report.require();
    report.warnings().forEach(log::warn);
    ThreadTimer timer = new ThreadTimer();
    open.push(timer);
    DataDirectory data = DataDirectory.open(configuration.data());
    JdbcStores stores = JdbcStores.open(configuration.database().settings(data));
    open.push(stores);
    Meters meters = new Meters(stores, InstantSource.system());
    open.push(meters);
    DeploymentObserver observer = observer(configuration, meters, open);
    // No other process can have the file of the embedded one open.
    boolean isAlone = configuration.database() instanceof DatabaseChoice.Embedded;
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
        between.apply(new ControlPlane.Ports(stores, artifacts, new ZipArtifactReader(),
            edge.edge(), edge.figures(), edge.logs(), new WebhookBodies(),
            meters.measuring(webhookSender(configuration, open)), stores.signals(), observer,
            new RandomIds(), timer, InstantSource.system())),
        neighbours, configuration.core(configuration.identity().signingKey(data)));
    incidents.set(core.upkeep().reportIncident()::report);
    workerLogs.set(core.logs().collect()::accept);
    CompletableFuture<String> expelled = new CompletableFuture<>();
    if (!isAlone) {
      open.push(Membership.join(core.servers().join(), neighbours.self(), timer,
          Membership.PATIENCE, expelled::complete));
    }
    restoreSites(core);
    connectOwnAgent(configuration, data, core, open);
    WorkRunner work = stores.run(core.work().advance(), core.work().tellRoute(),
        configuration.identity().work().withMaxWait(configuration.life().work()));
    open.push(work);
    open.push(Recurring.start(timer, KEEPING, "keep logs", core.logs().keep()::keep));
    open.push(
        Recurring.start(timer, KEEPING, "keep artifacts", core.upkeep().keepArtifacts()::keep));
    open.push(
        Recurring.start(timer, KEEPING, "forget answers", core.access().answerOnce()::forgetOld));
    open.push(Recurring.start(timer, TELLING, "deliver webhooks",
        core.webhooks().deliver()::deliver));
    open.push(Recurring.start(timer, KEEPING, "keep webhooks", core.webhooks().deliver()::keep));
    open.push(Recurring.start(timer, KEEPING, "keep audit log", core.audit()::keep));
    HttpApi api = new HttpApi(configuration.http(),
        ApiUseCases.of(core, meters.counting(core.logs().follow())),
        new CallerRates(configuration.rates()),
        new HttpTelemetry(meters, configuration.life().metrics(),
            configuration.life().metricsToken(), meters::page));
    open.push(api);
    api.start();
    // The last thing that may fail has been done: a token is shown once, and must be seen.
    return new Server(open, api, work, configuration.life(),
        adminToken(core.access().issueToken(), configuration.identity().adminToken()).orElse(null),
        expelled);
  }

  private static DeploymentObserver observer(Configuration configuration, Meters meters,
      Deque<AutoCloseable> open) {
    return switch (configuration.traces()) {
      case TraceChoice.Off() -> meters;
      case TraceChoice.To(Collector collector) -> {
        DeploymentTraces traces = new DeploymentTraces(collector, configuration.identity().node(),
            Main.VERSION, configuration.life().flush(), InstantSource.system());
        open.push(traces);
        yield new Observers(List.of(meters, traces));
      }
    };
  }

  private static Neighbours neighbours(Configuration configuration, JdbcStores stores, Timer timer,
      Deque<AutoCloseable> open) {
    HttpPeers peers = new HttpPeers(timer);
    open.push(peers);
    return new Neighbours(configuration.running(), stores.servers(), stores.agentLeases(), peers);
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

  private static WebhookSender webhookSender(Configuration configuration,
      Deque<AutoCloseable> open) {
    HttpWebhookSender sender = new HttpWebhookSender(configuration.telling().privateAddresses(),
        InstantSource.system());
    open.push(sender);
    return sender;
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
    Restored restored = core.upkeep().restoreSites().restore();
    log.info("sites restored sites={} failures={}", restored.sites(), restored.failures().size());
    restored.failures().forEach(failure -> log.warn("site not restored cause=\"{}\"", failure));
  }

  /** The first admin token, if this very start made it. */
  Optional<Secret> newAdminToken() {
    return Optional.ofNullable(newAdminToken);
  }

  /** Has this done once it may run no more beside others, which is mostly never. */
  @SuppressWarnings("FutureReturnValueIgnored") // it cannot fail
  void whenExpelled(Runnable stop) {
    expelled.thenRun(stop);
  }

  /** Says why it had to end, if it had to. */
  void throwIfExpelled() {
    if (expelled.isDone()) {
      throw new IllegalStateException("this server has stopped: " + expelled.join());
    }
  }

  /**
   * Ends it so that nobody notices who asks another server, or this one when it is back: steps
   * under way end, or are left to whoever comes first; requests are answered. What has not ended in
   * time is cut off, which costs no more than a killed server does.
   *
   * @return whether nothing was cut off
   */
  boolean drain() {
    long start = System.nanoTime();
    Thread.ofPlatform().daemon().name("drain-limit").start(() -> cutAfter(life.drain()));
    log.info("draining limit={} notice={}", life.drain(), life.notice());
    api.announceEnd();
    work.close();
    waitUntil(start + life.notice().toNanos());
    api.drain();
    Duration left = life.drain().minusNanos(System.nanoTime() - start).minus(life.request());
    boolean idle = api.awaitIdle(left);
    close();
    log.info("drained idle={} ms={}", idle, (System.nanoTime() - start) / 1_000_000);
    return idle;
  }

  private static void waitUntil(long nanoTime) {
    long left = nanoTime - System.nanoTime();
    while (left > 0 && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(left);
      left = nanoTime - System.nanoTime();
    }
  }

  private static void cutAfter(Duration time) {
    try {
      Thread.sleep(time);
      log.warn("not drained in time, cut off limit={}", time);
      Runtime.getRuntime().halt(StopSignal.TERMINATED);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
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
