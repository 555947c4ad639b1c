package io.whopship.adapter.cloudflare.edge;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.whopship.adapter.cloudflare.PlainVertx;
import io.whopship.adapter.cloudflare.api.CloudflareApi;
import io.whopship.adapter.cloudflare.api.DispatchScripts;
import io.whopship.adapter.cloudflare.dispatch.ProbeSignature;
import io.whopship.adapter.cloudflare.telemetry.PolledLogs;
import io.whopship.adapter.cloudflare.telemetry.ReleaseFigures;
import io.whopship.adapter.cloudflare.upload.UploadMemory;
import io.whopship.adapter.cloudflare.upload.Uploads;
import io.whopship.ports.driven.ArtifactReader.OpenArtifact;
import io.whopship.ports.driven.Edge;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.driven.Timer;
import io.whopship.ports.driven.TrafficFigures;
import io.whopship.ports.driven.WorkerLogSource;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.ports.model.rollout.Route;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Workers on Cloudflare, for Workers for Platforms: each release is a script of a dispatch
 * namespace, and one record per host in Workers KV tells the dispatcher who answers. What it holds
 * stays when this object is closed, and is shared by all servers of the installation. Safe for many
 * threads.
 */
public final class CloudflareEdge implements Edge, AutoCloseable {

  private final Description description;
  private final Vertx vertx;
  private final CloudflareApi api;
  private final R2Objects objects;
  private final DispatchScripts scripts;
  private final AppStores stores;
  private final KvRoutes routes;
  private final ScriptPlacing placing;
  private final ScriptRemoval removal;
  private final DispatcherProbe prober;
  private final ApiCheck check;
  private final TrafficFigures figures;
  private final WorkerLogSource logs;

  private CloudflareEdge(CloudflareSettings settings, CloudflareApi api, String routesNamespace,
      Timer timer) {
    Installation installation = settings.installation();
    Duration spread = settings.spread();
    this.description = new Description("Cloudflare Workers for Platforms", "KV mapping", spread,
        KvRoutes.overwrite(spread, settings.api().callTime()));
    this.api = api;
    this.scripts = api.scripts(installation.namespace());
    this.objects = new R2Objects(settings.objects());
    this.stores = new AppStores(installation, api.keyValues(), api.buckets(), objects,
        routesNamespace);
    Releases releases = new Releases(api.keyValues(), routesNamespace, scripts, spread);
    this.routes = new KvRoutes(api.keyValues(), routesNamespace, releases, spread);
    CacheSeeding caches = new CacheSeeding(api.keyValues(), objects,
        UploadMemory.OF_PROCESS);
    this.placing = new ScriptPlacing(new Uploads(api, installation.namespace()), stores, releases,
        caches, installation.dispatcher());
    this.removal = new ScriptRemoval(scripts, releases, caches, ScriptRemoval.PATIENCE);
    this.vertx = PlainVertx.start(1);
    this.prober = new DispatcherProbe(
        vertx.createHttpClient(new HttpClientOptions().setKeepAlive(false),
            new PoolOptions().setHttp1MaxSize(64)),
        new ProbeSignature(settings.probeSecret()), settings.https(), settings.visitors(),
        InstantSource.system());
    this.figures = new ReleaseFigures(api, settings.figuresDelay(), InstantSource.system());
    this.logs = new PolledLogs(api, timer, InstantSource.system());
    this.check = new ApiCheck(scripts, installation, InstantSource.system());
  }

  /**
   * Finds what {@code whopship cloudflare init} made. Throws {@link PortException.Rejected} if it
   * is not there, {@link PortException.Unavailable} if Cloudflare does not answer.
   *
   * @param timer on which what workers say is asked for
   */
  public static CloudflareEdge open(CloudflareSettings settings, Timer timer) {
    CloudflareApi api = CloudflareApi.open(settings.api());
    try {
      String title = settings.installation().routes();
      String namespace = api.keyValues()
          .find(title)
          .orElseThrow(() -> new PortException.Rejected("The account " + settings.api().account()
              + " has no KV namespace '" + title + "': run 'whopship cloudflare init' first",
              null));
      Ownership.claim(api.keyValues(), namespace, settings);
      return new CloudflareEdge(settings, api, namespace, timer);
    } catch (RuntimeException e) {
      api.close();
      throw e;
    }
  }

  /** What its visitors got. */
  public TrafficFigures figures() {
    return figures;
  }

  /** What they say. */
  public WorkerLogSource logs() {
    return logs;
  }

  @Override
  public Description description() {
    return description;
  }

  @Override
  public Placement place(Placing release, OpenArtifact content, Progress progress) {
    return placing.place(release, content, progress);
  }

  @Override
  public Set<ReleaseName> placed() {
    return tagged(Tags.PLATFORM);
  }

  @Override
  public Set<ReleaseName> placed(AppId app) {
    return tagged(Tags.ofApp(app));
  }

  private Set<ReleaseName> tagged(String tag) {
    return scripts.tagged(tag)
        .stream()
        .flatMap(script -> Tags.release(script).stream())
        .collect(Collectors.toSet());
  }

  @Override
  public ProbeResult probe(ReleaseName release, String host, Probe probe) {
    return prober.probe(release, host, probe);
  }

  @Override
  public void route(Route route) {
    route(route, line -> {
    });
  }

  @Override
  public void route(Route route, Progress progress) {
    routes.put(route, progress);
  }

  @Override
  public boolean confirm(Route route) {
    return routes.confirm(route);
  }

  @Override
  public Map<String, String> routeAll(Collection<Route> all) {
    return routes.putAll(all);
  }

  @Override
  public void unroute(String host) {
    routes.remove(host);
  }

  @Override
  public void forget(AppId app) {
    stores.forget(app);
  }

  @Override
  public void remove(ReleaseName release) {
    placing.forget(release);
    removal.remove(release);
  }

  @Override
  public Check check() {
    return check.now();
  }

  @Override
  public void close() {
    vertx.close().await();
    objects.close();
    api.close();
  }
}
