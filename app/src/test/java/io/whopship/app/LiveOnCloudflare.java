package io.whopship.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.whopship.adapter.cloudflare.api.ApiSettings;
import io.whopship.adapter.cloudflare.api.Pauses;
import io.whopship.adapter.cloudflare.dispatch.ProbeSignature;
import io.whopship.adapter.cloudflare.dispatch.RouteRecord;
import io.whopship.adapter.cloudflare.edge.CloudflareEdge;
import io.whopship.adapter.cloudflare.edge.CloudflareSettings;
import io.whopship.adapter.cloudflare.edge.CloudflareSettings.ObjectAccess;
import io.whopship.adapter.cloudflare.edge.Installation;
import io.whopship.core.ControlPlane;
import io.whopship.ports.driven.DeploymentObserver;
import io.whopship.ports.driven.Signals;
import io.whopship.ports.driven.WorkerLogSource;
import io.whopship.ports.driving.CreateApp;
import io.whopship.ports.driving.CreateDeployment;
import io.whopship.ports.driving.CreateDeployment.UploadMethod;
import io.whopship.ports.driving.UploadArtifact;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.apps.SiteAddresses;
import io.whopship.ports.model.apps.Subdomain;
import io.whopship.ports.model.apps.Variables;
import io.whopship.ports.model.apps.WhopAppId;
import io.whopship.ports.model.artifact.Binding;
import io.whopship.ports.model.artifact.BuildMetadata;
import io.whopship.ports.model.artifact.RuntimeSettings;
import io.whopship.ports.model.artifact.WranglerConfig;
import io.whopship.ports.model.deploy.DeploymentState;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.identity.OwnerId;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.StoredLine;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.ports.model.rollout.RolloutPlan;
import io.whopship.ports.model.rollout.Route;
import io.whopship.testkit.FakeArtifact;
import io.whopship.testkit.FakeArtifactReader;
import io.whopship.testkit.FakeTimer;
import io.whopship.testkit.FakeTrafficFigures;
import io.whopship.testkit.FakeWebhookSender;
import io.whopship.testkit.FakeWorkQueue;
import io.whopship.testkit.InMemoryArtifactStore;
import io.whopship.testkit.InMemoryStore;
import io.whopship.testkit.MovableClock;
import io.whopship.testkit.PlainEventBodies;
import io.whopship.testkit.SequentialIds;
import io.whopship.testkit.cloudflare.FakeCloudflare;
import io.whopship.testkit.cloudflare.UploadedScript;
import io.whopship.testkit.http.Answer;
import io.whopship.testkit.http.Exchange;
import io.whopship.testkit.http.LoopbackServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * The whole core with an app of which two versions went live on Cloudflare, in an account of its
 * own. What waits, waits in a time that leaps; only a call that hangs takes real time.
 */
final class LiveOnCloudflare implements AutoCloseable {

  static final String HOST = "my-app.localhost";
  static final String NAMESPACE = "tenants";

  private static final int ATTEMPTS = 3;
  private static final Duration SOAK = Duration.ofSeconds(5);
  private static final Duration LONG_ENOUGH = Duration.ofHours(1);
  private static final Caller ALICE = new Caller(new OwnerId("alice"), false);
  private static final Installation INSTALLATION = new Installation(NAMESPACE);

  private static final RuntimeSettings RUNTIME = new RuntimeSettings(LocalDate.of(2026, 4, 1),
      List.of("nodejs_compat"), RuntimeSettings.DEFAULT.assets(),
      List.of(new Binding.KeyValue("NEXT_INC_CACHE_KV"),
          new Binding.DurableObject("NEXT_CACHE_DO_QUEUE", "DOQueueHandler")),
      null);

  /** Time that does not pass while somebody waits, it leaps. */
  private static final class LeapingTime implements Pauses {

    private final AtomicLong leapt = new AtomicLong();

    @Override
    public long nanoTime() {
      return System.nanoTime() + leapt.get();
    }

    @Override
    public void pause(Duration time) {
      leapt.addAndGet(time.toNanos());
    }
  }

  private final MovableClock clock = new MovableClock(Instant.parse("2026-01-24T12:00:00Z"));
  private final FakeWorkQueue queue = new FakeWorkQueue(clock);
  private final InMemoryStore store = new InMemoryStore(queue);
  private final FakeArtifactReader reader = new FakeArtifactReader(FakeArtifact.EMPTY);
  private final FakeCloudflare cloudflare = FakeCloudflare.start()
      .withDispatchNamespace(NAMESPACE)
      .withWorker(INSTALLATION.dispatcher());
  private final String routes = cloudflare.createKvNamespace(INSTALLATION.routes());
  private final LoopbackServer dispatcher = LoopbackServer.start(this::dispatch);
  private final CloudflareEdge edge;
  private final ControlPlane core;
  private final App app;
  private int versions;

  /** {@code callTime} is how long a call may take. */
  LiveOnCloudflare(Duration callTime) {
    edge = CloudflareEdge.open(new CloudflareSettings(
        new ApiSettings(cloudflare.baseUrl(), cloudflare.account(),
            new Secret(cloudflare.token()), callTime, callTime, new LeapingTime()),
        INSTALLATION, new Secret("secret0of0probes"),
        new ObjectAccess(URI.create("http://127.0.0.1:1"), "none", new Secret("none")),
        Duration.ZERO, Duration.ZERO, false,
        InetSocketAddress.createUnresolved("127.0.0.1", dispatcher.port())),
        new FakeTimer(clock));
    core = ControlPlane.assemble(
        new ControlPlane.Ports(store, new InMemoryArtifactStore("R2", clock), reader, edge,
            new FakeTrafficFigures(), WorkerLogSource.NONE, new PlainEventBodies(),
            new FakeWebhookSender(), Signals.NONE, DeploymentObserver.NONE,
            new SequentialIds(), new FakeTimer(clock), clock),
        settings());
    app = ((CreateApp.Outcome.Created) core.apps()
        .create()
        .create(ALICE, new WhopAppId("app_123abc"), "My App", new Subdomain("my-app"),
            Variables.NONE))
        .app();
    deploy();
    deploy();
  }

  private static ControlPlane.Settings settings() {
    var usual = ControlPlane.Settings.defaults(URI.create("http://api.localhost:8000"),
        new SiteAddresses("http://{subdomain}.localhost:8080"),
        new Secret("a key that only tests use"));
    return new ControlPlane.Settings(usual.apiUrl(), usual.sites(),
        RolloutPlan.halfThenAll(SOAK), usual.limits(),
        usual.probe(), 1, usual.artifactAge(), ATTEMPTS, usual.signingKey(), usual.logs(),
        usual.auditAge(), 0);
  }

  /** As the dispatcher answers a probe. */
  private void dispatch(Exchange exchange) throws IOException {
    String release = exchange.read()
        .header(ProbeSignature.HEADER)
        .orElseThrow()
        .split("\\.", -1)[1];
    exchange.send(scripts().contains(release)
        ? Answer.of(200, "text/plain", "hello").with(ProbeSignature.ANSWERED_BY, release)
        : Answer.of(404, "text/plain", "no such worker"));
  }

  /** Brings the next version to all visitors. */
  DeploymentId deploy() {
    cloudflare.forgetCalls();
    DeploymentId id = trigger();
    queue.runUntilIdle(core.work().advance(), LONG_ENOUGH);
    if (!(state(id) instanceof DeploymentState.Active)) {
      throw new IllegalStateException(state(id) + "\n" + String.join("\n", log(id)));
    }
    return id;
  }

  /** The next version waits for being advanced. */
  DeploymentId trigger() {
    reader.holds(artifact(++versions));
    DeploymentId id = ((CreateDeployment.Outcome.Created) core.deployments()
        .create()
        .create(ALICE, app.whopAppId(), UploadMethod.PRESIGNED, BuildMetadata.NONE, null))
        .deployment()
        .id();
    core.deployments()
        .upload()
        .upload(ALICE, id, new UploadArtifact.Body(
            new ByteArrayInputStream(("zip " + versions).getBytes(UTF_8)), -1));
    core.deployments().trigger().trigger(ALICE, id);
    return id;
  }

  private static FakeArtifact artifact(int version) {
    FakeArtifact artifact = FakeArtifact.EMPTY
        .wranglerConfig(new WranglerConfig.Parsed("wrangler.jsonc", RUNTIME))
        .file("open-next/worker/index.js", """
            export class DOQueueHandler {}
            export default { fetch() { return new Response("%s"); } };
            """.formatted(version))
        .file("open-next/cache/build-" + version + "/index.cache", "{\"type\":\"app\"}");
    for (int i = 0; i < 4; i++) {
      artifact = artifact.file("open-next/assets/same-" + i + ".txt", "same " + i)
          .file("open-next/assets/new-" + i + ".txt", "version " + version + ", " + i);
    }
    return artifact;
  }

  /** Does the next piece of work, whose time then has come; answers whether there was one. */
  boolean step() {
    if (queue.runNext(core.work().advance())) {
      return true;
    }
    if (queue.waiting().isEmpty()) {
      return false;
    }
    Duration until = Duration.between(clock.instant(), queue.waiting().getFirst().at());
    clock.advance(until.isNegative() ? Duration.ZERO : until);
    return true;
  }

  FakeCloudflare cloudflare() {
    return cloudflare;
  }

  Set<String> scripts() {
    return cloudflare.scripts(NAMESPACE)
        .stream()
        .map(UploadedScript::name)
        .collect(Collectors.toSet());
  }

  /** What the dispatcher would go by. */
  Route routeAtTheEdge() {
    return RouteRecord
        .decode(HOST, cloudflare.written(routes, RouteRecord.key(HOST)).orElseThrow())
        .route();
  }

  /** What the platform has decided. */
  Route decidedRoute() {
    return store.routes().find(app.id()).orElseThrow();
  }

  ReleaseName release(DeploymentId deployment) {
    return new ReleaseName(app.id(), deployment);
  }

  DeploymentState state(DeploymentId id) {
    return store.deployments().find(id).orElseThrow().state();
  }

  List<String> log(DeploymentId id) {
    return store.logs()
        .read(id, 0, 10_000)
        .stream()
        .map(StoredLine::line)
        .map(LogLine::message)
        .toList();
  }

  @Override
  public void close() {
    edge.close();
    dispatcher.close();
    cloudflare.close();
  }
}
