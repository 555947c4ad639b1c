package io.whopship.core;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.whopship.core.ControlPlane.Neighbours;
import io.whopship.core.ControlPlane.Ports;
import io.whopship.core.ControlPlane.Settings;
import io.whopship.core.sites.Sites;
import io.whopship.ports.driven.ArtifactStore.Fetched;
import io.whopship.ports.driven.ArtifactStore.LocalFile;
import io.whopship.ports.driven.DeploymentObserver;
import io.whopship.ports.driven.Deployments;
import io.whopship.ports.driven.Edge;
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
import io.whopship.ports.model.artifact.ArtifactKey;
import io.whopship.ports.model.artifact.BuildMetadata;
import io.whopship.ports.model.artifact.Checksum;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.DeploymentState;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.identity.OwnerId;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.StoredLine;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.ports.model.rollout.StickyId;
import io.whopship.testkit.FakeArtifact;
import io.whopship.testkit.FakeArtifactReader;
import io.whopship.testkit.FakeEdge;
import io.whopship.testkit.FakeTimer;
import io.whopship.testkit.FakeTrafficFigures;
import io.whopship.testkit.FakeWebhookSender;
import io.whopship.testkit.FakeWorkQueue;
import io.whopship.testkit.InMemoryAccessTokens;
import io.whopship.testkit.InMemoryAgents;
import io.whopship.testkit.InMemoryArtifactStore;
import io.whopship.testkit.InMemoryAuditLog;
import io.whopship.testkit.InMemoryStore;
import io.whopship.testkit.InMemoryWebhooks;
import io.whopship.testkit.MovableClock;
import io.whopship.testkit.PlainEventBodies;
import io.whopship.testkit.SequentialIds;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A whole platform in memory, with one app, and the words that tests tell their stories in. */
final class Platform {

  static final Caller ALICE = new Caller(new OwnerId("alice"), false);
  static final Caller MALLORY = new Caller(new OwnerId("mallory"), false);
  static final Caller ADMIN = new Caller(new OwnerId("root"), true);
  static final String HOST = "my-app.localhost";
  static final Duration LONG_ENOUGH = Duration.ofHours(1);

  final MovableClock clock = new MovableClock(Instant.parse("2025-01-24T12:00:00Z"));
  final FakeWorkQueue queue = new FakeWorkQueue(clock);
  final InMemoryStore store = new InMemoryStore(queue);
  final InMemoryArtifactStore artifacts = new InMemoryArtifactStore("R2", clock);
  final FakeArtifactReader reader = new FakeArtifactReader(FakeArtifact.helloWorker("v1"));
  final FakeEdge edge;
  final FakeTrafficFigures figures = new FakeTrafficFigures();
  WorkerLogSource workerLogs = WorkerLogSource.NONE;
  Signals signals = Signals.NONE;
  DeploymentObserver observer = DeploymentObserver.NONE;
  final InMemoryAccessTokens tokens = store.accessTokens();
  final InMemoryAgents agents = store.agents();
  final InMemoryWebhooks webhooks = store.webhooks();
  final FakeWebhookSender receivers = new FakeWebhookSender();
  final InMemoryAuditLog audit = store.auditLog();
  final FakeTimer timer = new FakeTimer(clock);
  final SequentialIds ids = new SequentialIds();
  final App app;

  private final Settings settings;
  private final UnaryOperator<Deployments> aroundDeployments;
  private final UnaryOperator<Edge> aroundEdge;
  ControlPlane core;

  Platform() {
    this(UnaryOperator.identity());
  }

  Platform(UnaryOperator<Settings> choices) {
    this(choices, Duration.ZERO, UnaryOperator.identity(), UnaryOperator.identity());
  }

  /** With an edge that behaves so. */
  Platform(Edge.Description edge) {
    this(UnaryOperator.identity(), edge, UnaryOperator.identity(), UnaryOperator.identity());
  }

  /** The operators put something between the core and a fake. */
  Platform(UnaryOperator<Settings> choices, Duration spread,
      UnaryOperator<Deployments> aroundDeployments, UnaryOperator<Edge> aroundEdge) {
    this(choices,
        new Edge.Description("Cloudflare Workers for Platforms", "KV mapping", spread),
        aroundDeployments, aroundEdge);
  }

  private Platform(UnaryOperator<Settings> choices, Edge.Description description,
      UnaryOperator<Deployments> aroundDeployments, UnaryOperator<Edge> aroundEdge) {
    this.settings = choices.apply(Settings.defaults(URI.create("http://api.localhost:8000"),
        new SiteAddresses("http://{subdomain}.localhost:8080"),
        new Secret("a key that only tests use")).withKeptReleases(2).withDeploymentsPerHour(0));
    this.aroundDeployments = aroundDeployments;
    this.aroundEdge = aroundEdge;
    this.edge = new FakeEdge(description);
    this.core = anotherServer();
    this.app = createApp("app_123abc", "my-app");
  }

  /** A core of its own over the same stores and the same edge. */
  ControlPlane anotherServer() {
    return anotherServer(Neighbours.NONE);
  }

  /** One that has others beside it. */
  ControlPlane anotherServer(Neighbours neighbours) {
    return ControlPlane.assemble(
        new Ports(new InterposedStores(store, aroundDeployments.apply(store.deployments())),
            artifacts, reader, aroundEdge.apply(edge), figures, workerLogs, new PlainEventBodies(),
            receivers, signals, observer, ids, timer, clock),
        neighbours, settings);
  }

  App createApp(String whopAppId, String subdomain) {
    CreateApp.Outcome outcome = core.apps()
        .create()
        .create(ALICE, new WhopAppId(whopAppId), "My App",
            new Subdomain(subdomain), Variables.NONE);
    return ((CreateApp.Outcome.Created) outcome).app();
  }

  Sites sites() {
    return new Sites(settings.sites());
  }

  CreateDeployment.Outcome.Created create(@Nullable Checksum checksum) {
    return (CreateDeployment.Outcome.Created) core.deployments()
        .create()
        .create(ALICE, app.whopAppId(), UploadMethod.PRESIGNED, BuildMetadata.NONE, checksum);
  }

  /** A pending deployment with its artifact. */
  DeploymentId uploaded() {
    DeploymentId id = create(null).deployment().id();
    upload(id);
    return id;
  }

  UploadArtifact.Outcome upload(DeploymentId id) {
    return core.deployments().upload().upload(ALICE, id, body("a zip"));
  }

  static UploadArtifact.Body body(String content) {
    return new UploadArtifact.Body(new ByteArrayInputStream(content.getBytes(UTF_8)), -1);
  }

  boolean hasArtifact(DeploymentId id) {
    return switch (artifacts.fetch(ArtifactKey.of(id), Long.MAX_VALUE)) {
      case Fetched.Found(LocalFile file) -> {
        file.close();
        yield true;
      }
      case Fetched.TooLarge large -> true;
      case Fetched.Absent absent -> false;
    };
  }

  /** A deployment that was triggered and waits to be advanced. */
  DeploymentId triggered() {
    DeploymentId id = uploaded();
    trigger(id);
    return id;
  }

  void trigger(DeploymentId id) {
    core.deployments().trigger().trigger(ALICE, id);
  }

  /** A deployment taken to its end. */
  DeploymentId deployed() {
    DeploymentId id = triggered();
    finish();
    return id;
  }

  void finish() {
    queue.runUntilIdle(core.work().advance(), LONG_ENOUGH);
  }

  /** Advances, moving the clock, until the deployment is in a state of this kind. */
  void advanceTo(Class<? extends DeploymentState> kind, DeploymentId id) {
    advanceUntil(kind::isInstance, id);
  }

  void advanceUntil(Predicate<DeploymentState> goal, DeploymentId id) {
    while (!goal.test(state(id))) {
      if (!queue.runNext(core.work().advance())) {
        Instant next = queue.waiting().getFirst().at();
        clock.advance(Duration.between(clock.instant(), next));
      }
    }
  }

  Deployment deployment(DeploymentId id) {
    return store.deployments().find(id).orElseThrow();
  }

  DeploymentState state(DeploymentId id) {
    return deployment(id).state();
  }

  DeploymentState.Failed failed(DeploymentId id) {
    return (DeploymentState.Failed) state(id);
  }

  List<String> log(DeploymentId id) {
    return lines(id).stream().map(LogLine::message).toList();
  }

  List<LogLine> lines(DeploymentId id) {
    return store.logs().read(id, 0, 10_000).stream().map(StoredLine::line).toList();
  }

  ReleaseName release(DeploymentId id) {
    return new ReleaseName(app.id(), id);
  }

  static String preview(DeploymentId id) {
    return "my-app--" + id + ".localhost";
  }

  /** Who answers the visitors of the site, one after the other; empty for a visitor unanswered. */
  List<Optional<ReleaseName>> visits(int visitors) {
    return IntStream.range(0, visitors)
        .mapToObj(visitor -> edge.visit(HOST, new StickyId("visitor-%08d".formatted(visitor))))
        .toList();
  }

  /** How many of 1,000 visitors this deployment answers. */
  long answered(DeploymentId id) {
    return visits(1000).stream().filter(Optional.of(release(id))::equals).count();
  }
}
