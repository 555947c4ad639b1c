package io.whopship.examples.embedding;

import io.whopship.core.ControlPlane;
import io.whopship.core.ControlPlane.Ports;
import io.whopship.core.ControlPlane.Settings;
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
import io.whopship.ports.model.artifact.BuildMetadata;
import io.whopship.ports.model.deploy.Status;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.identity.OwnerId;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.ports.model.rollout.StickyId;
import io.whopship.testkit.FakeArtifact;
import io.whopship.testkit.FakeArtifactReader;
import io.whopship.testkit.FakeEdge;
import io.whopship.testkit.FakeTrafficFigures;
import io.whopship.testkit.FakeTimer;
import io.whopship.testkit.FakeWorkQueue;
import io.whopship.testkit.InMemoryArtifactStore;
import io.whopship.testkit.FakeWebhookSender;
import io.whopship.testkit.PlainEventBodies;
import io.whopship.testkit.InMemoryStore;
import io.whopship.testkit.MovableClock;
import io.whopship.testkit.SequentialIds;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * WhopShip as a library: two versions of a site go through a rollout of thirty seconds in
 * milliseconds, because clock, queue, stores and edge are the fakes of the test kit. Put real
 * adapters in their place and the same calls deploy for real.
 */
public final class Main {

  private static final Caller ME = new Caller(new OwnerId("me"), false);
  private static final String HOST = "shop.localhost";

  private final MovableClock clock = new MovableClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final FakeWorkQueue queue = new FakeWorkQueue(clock);
  private final InMemoryStore store = new InMemoryStore(queue);
  private final FakeEdge edge = new FakeEdge();
  private final FakeArtifactReader zips = new FakeArtifactReader(FakeArtifact.EMPTY);
  private final ControlPlane whopship = ControlPlane.assemble(
      new Ports(store, new InMemoryArtifactStore(), zips, edge, new FakeTrafficFigures(),
          WorkerLogSource.NONE, new PlainEventBodies(), new FakeWebhookSender(), Signals.NONE, DeploymentObserver.NONE,
          new SequentialIds(), new FakeTimer(clock), clock),
      Settings.defaults(URI.create("http://api.localhost"),
          new SiteAddresses("http://{subdomain}.localhost"), new Secret("0123456789abcdef")));

  public static void main(String[] args) {
    long began = System.nanoTime();
    new Main().deployTwice();
    System.out.printf("%nAll of this took %d ms.%n", (System.nanoTime() - began) / 1_000_000);
  }

  private void deployTwice() {
    CreateApp.Outcome outcome = whopship.apps().create().create(ME, new WhopAppId("app_shop"), "Shop",
        new Subdomain("shop"), Variables.NONE);
    App app = ((CreateApp.Outcome.Created) outcome).app();

    DeploymentId first = trigger(app, "v1");
    run(Duration.ofMinutes(1));
    require(visitors().equals(Map.of(new ReleaseName(app.id(), first).toString(), 1000)), "v1 serves all");

    DeploymentId second = trigger(app, "v2");
    run(Duration.ofSeconds(15));
    System.out.println("\nHalf-way, 1,000 visitors meet " + visitors());
    require(visitors().size() == 2, "both versions serve visitors");

    run(Duration.ofMinutes(1));
    System.out.println("In the end, 1,000 visitors meet " + visitors() + "\n");
    require(visitors().equals(Map.of(new ReleaseName(app.id(), second).toString(), 1000)), "v2 serves all");

    store.logs().read(second, 0, 100).forEach(
        stored -> System.out.println("[" + stored.line().at() + "] " + stored.line().message()));
    require(store.deployments().find(second).orElseThrow().state().status() == Status.ACTIVE,
        "v2 is active");
  }

  /** Creates a deployment, uploads its artifact and lets it begin. */
  private DeploymentId trigger(App app, String version) {
    zips.holds(FakeArtifact.helloWorker(version));
    CreateDeployment.Outcome outcome = whopship.deployments().create().create(ME, app.whopAppId(),
        UploadMethod.DIRECT, BuildMetadata.NONE, null);
    DeploymentId id = ((CreateDeployment.Outcome.Created) outcome).deployment().id();
    whopship.deployments().upload().upload(ME, id,
        new UploadArtifact.Body(new ByteArrayInputStream(new byte[1000]), 1000));
    whopship.deployments().trigger().trigger(ME, id);
    return id;
  }

  private void run(Duration time) {
    queue.runUntilIdle(whopship.work().advance(), time);
  }

  /** How many of 1,000 visitors of the site each release serves. */
  private Map<String, Integer> visitors() {
    Map<String, Integer> served = new TreeMap<>();
    for (int i = 0; i < 1000; i++) {
      StickyId visitor = new StickyId("visitor-%08d".formatted(i));
      edge.visit(HOST, visitor).ifPresent(
          release -> served.merge(release.toString(), 1, Integer::sum));
    }
    return served;
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalStateException("it should be so that " + what);
    }
  }
}
