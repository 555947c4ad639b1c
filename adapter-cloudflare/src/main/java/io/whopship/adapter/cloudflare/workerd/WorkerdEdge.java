package io.whopship.adapter.cloudflare.workerd;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.whopship.adapter.cloudflare.PlainVertx;
import io.whopship.ports.driven.ArtifactReader.OpenArtifact;
import io.whopship.ports.driven.Edge;
import io.whopship.ports.driven.Incidents;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.driven.TrafficFigures;
import io.whopship.ports.driven.WorkerLogs;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.ports.model.rollout.Route;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Workers on this machine. Open from {@link #start} until {@link #close}; nothing that it starts
 * outlives the JVM, however that ends. Safe for many threads.
 */
public final class WorkerdEdge implements Edge, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(WorkerdEdge.class);

  private static final Description DESCRIPTION = new Description("workerd on this machine",
      "route mapping", Duration.ZERO);

  private final WorkerdSettings settings;
  private final Vertx vertx;
  private final ReleaseStore releases;
  private final Stores stores;
  private final LogCollector logs;
  private final RouteTable routes;
  private final WorkerProcesses processes;
  private final Builds builds;
  private final FrontFigures figures;
  private final int frontPort;
  private final Prober prober;

  private WorkerdEdge(WorkerdSettings settings, Vertx vertx, ReleaseStore releases,
      Stores stores, LogCollector logs, RouteTable routes, WorkerProcesses processes, Builds builds,
      FrontFigures figures, int frontPort, Prober prober) {
    this.settings = settings;
    this.vertx = vertx;
    this.releases = releases;
    this.stores = stores;
    this.logs = logs;
    this.routes = routes;
    this.processes = processes;
    this.builds = builds;
    this.figures = figures;
    this.frontPort = frontPort;
    this.prober = prober;
  }

  /**
   * Opens the state directory and listens for visitors, of whom none is served before there are
   * routes. Throws {@link PortException.Unavailable} if the directory or the port cannot be used.
   *
   * @param incidents told what befalls workers from then on
   * @param workerLogs told what they say, and what befalls them
   */
  public static WorkerdEdge start(WorkerdSettings settings, Incidents incidents,
      WorkerLogs workerLogs) {
    ReleaseStore releases = new ReleaseStore(settings.stateDirectory());
    RuntimeFiles runtimeFiles = RuntimeFiles.in(settings.stateDirectory());
    try {
      releases.open();
      runtimeFiles.write();
    } catch (IOException e) {
      throw new PortException.Unavailable("The directory " + settings.stateDirectory()
          + " cannot be used for the workers: " + e, e);
    }
    Stores stores = Stores.open(settings.stateDirectory().resolve("storage"), settings.storage());
    LogCollector logs = openLogs(settings, workerLogs, stores);
    AtomicInteger frontPort = new AtomicInteger(); // known only when the front listens
    WorkerdConfig config = new WorkerdConfig(runtimeFiles.directory(),
        () -> ownAddress(settings.frontHost()) + ":" + frontPort.get(), settings.siteDomain(),
        settings.bounds().heapMegabytes(), stores, logs);
    RouteTable routes = new RouteTable();
    Builds builds = new Builds(releases::build);
    FrontFigures figures = new FrontFigures(InstantSource.system());
    Vertx vertx = PlainVertx.start();
    HttpClient ownQuestions = vertx.createHttpClient(new HttpClientOptions().setKeepAlive(false),
        new PoolOptions().setHttp1MaxSize(64));
    DurableObjectFiles objects = new DurableObjectFiles(releases, settings.storage().appBytes());
    WorkerProcesses processes = new WorkerProcesses(
        new WorkerLauncher(releases, objects, runtimeFiles, config, logs, settings), objects,
        routes,
        new LifeSign(ownQuestions), settings, incidents, logs, InstantSource.system());
    try {
      frontPort.set(Front.open(vertx, settings, routes, processes, builds, figures));
      Prober prober = new Prober(processes, ownQuestions, new RequestHeaders(settings.https()));
      return new WorkerdEdge(settings, vertx, releases, stores, logs, routes, processes, builds,
          figures, frontPort.get(), prober);
    } catch (RuntimeException e) {
      processes.close();
      vertx.close().await();
      logs.close();
      stores.close();
      throw e;
    }
  }

  private static LogCollector openLogs(WorkerdSettings settings, WorkerLogs workerLogs,
      Stores stores) {
    try {
      return LogCollector.open(settings.logging(), workerLogs, InstantSource.system());
    } catch (RuntimeException e) {
      stores.close();
      throw e;
    }
  }

  /** Where this machine itself reaches an address on which it listens. */
  private static String ownAddress(String host) {
    return switch (host) {
      case "0.0.0.0", "::" -> "127.0.0.1";
      default -> host;
    };
  }

  /** The port on which visitors are awaited. */
  public int frontPort() {
    return frontPort;
  }

  /** What its visitors got. */
  public TrafficFigures figures() {
    return figures;
  }

  @Override
  public Description description() {
    return DESCRIPTION;
  }

  @Override
  public Placement place(Placing placing, OpenArtifact content, Progress progress) {
    ReleaseName name = placing.name();
    LocalDate date = placing.bundle().runtime().compatibilityDate();
    if (date != null && date.isAfter(WorkerdBinary.NEWEST_COMPATIBILITY_DATE)) {
      return new Placement.Refused(400, "compatibility date " + date + " is later than "
          + WorkerdBinary.NEWEST_COMPATIBILITY_DATE
          + ", the newest this runtime knows; set that or an earlier one");
    }
    ReleaseStore.Change change = releases.place(placing, content, progress);
    builds.forget(name);
    if (change == ReleaseStore.Change.REPLACED) {
      processes.stop(name);
      logs.forget(name);
    }
    processes.forgive(name);
    PlacedRelease placed = releases.find(name).orElseThrow();
    stores.seed(name.app(), placed.manifest(), placing.bundle().cache(), content, progress);
    try {
      processes.enter(name).join().close();
    } catch (CompletionException e) {
      return switch (e.getCause()) {
        case WorkerRefusedException refused -> {
          if (change != ReleaseStore.Change.NONE) { // or it once started, and may again
            discard(name);
          }
          yield new Placement.Refused(400, message(refused));
        }
        case WorkerCrashedException crashed ->
          throw new PortException.Unavailable(String.valueOf(crashed.getMessage()), crashed);
        case PortException fault -> throw fault;
        case null, default -> throw e;
      };
    }
    return new Placement.Placed(placed.release());
  }

  private static String message(WorkerRefusedException refused) {
    return Optional.ofNullable(refused.getMessage()).orElse("no reason given");
  }

  @Override
  public Set<ReleaseName> placed() {
    return releases.all();
  }

  @Override
  public ProbeResult probe(ReleaseName release, String host, Probe probe) {
    return prober.probe(release, host, probe);
  }

  @Override
  public void route(Route route) {
    for (ReleaseName release : route.traffic().releases()) {
      if (!releases.holds(release)) {
        throw new PortException.Rejected("The route of " + route.host() + " names " + release
            + ", which was never placed on this edge.", null);
      }
    }
    List<ReleaseName> before = serving(route.host());
    if (routes.put(route)) {
      retireUnlessLive(before);
    }
  }

  @Override
  public void unroute(String host) {
    List<ReleaseName> before = serving(host);
    routes.remove(host);
    retireUnlessLive(before);
  }

  private List<ReleaseName> serving(String host) {
    return routes.find(host).map(route -> route.traffic().releases()).orElse(List.of());
  }

  private void retireUnlessLive(List<ReleaseName> before) {
    before.stream().filter(release -> !routes.isLive(release)).forEach(processes::retire);
  }

  @Override
  public void forget(AppId app) {
    stores.forget(app);
  }

  @Override
  public void remove(ReleaseName release) {
    processes.stop(release);
    discard(release);
    builds.forget(release);
    logs.forget(release);
    figures.forget(release);
  }

  /** With what only its build had in the app's cache. */
  private void discard(ReleaseName name) {
    Optional<ReleaseManifest> doomed = manifest(name);
    releases.remove(name);
    doomed.ifPresent(manifest -> {
      Set<String> unused = new HashSet<>(manifest.builds());
      releases.all()
          .stream()
          .filter(other -> other.app().equals(name.app()))
          .flatMap(other -> manifest(other).stream())
          .forEach(other -> unused.removeAll(other.builds()));
      stores.forget(name.app(), manifest, unused);
    });
  }

  /** Empty also if it cannot be read: an older server wrote it, and its builds are not known. */
  private Optional<ReleaseManifest> manifest(ReleaseName name) {
    try {
      return releases.find(name).map(PlacedRelease::manifest);
    } catch (PortException.Corrupt e) {
      log.warn("release cannot be read, its builds are not looked for release={} reason=\"{}\"",
          name, e.getMessage());
      return Optional.empty();
    }
  }

  @Override
  public Check check() {
    Path directory = settings.stateDirectory();
    Path binary = settings.binary().path();
    if (!Files.isWritable(directory)) {
      return new Check.Unusable("the workers' directory " + directory
          + " cannot be written to: check that it is there, its owner and its disk");
    }
    if (!Files.isExecutable(binary)) {
      return new Check.Unusable(
          "workerd is no longer at " + binary + ": install it again with npm ci");
    }
    return new Check.Usable();
  }

  /** Takes no more visitors, then ends all processes. */
  @Override
  public void close() {
    processes.beginToClose();
    vertx.close().await();
    processes.close();
    logs.close();
    stores.close();
  }
}
