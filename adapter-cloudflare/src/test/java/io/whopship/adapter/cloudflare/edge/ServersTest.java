package io.whopship.adapter.cloudflare.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.whopship.adapter.cloudflare.edge.CloudflareSettings.ObjectAccess;
import io.whopship.ports.driven.ArtifactReader.OpenArtifact;
import io.whopship.ports.driven.Edge;
import io.whopship.ports.driven.Edge.Placement;
import io.whopship.ports.driven.Edge.Placing;
import io.whopship.ports.driven.Edge.Probe;
import io.whopship.ports.driven.Edge.ProbeResult;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.apps.Variables;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.ports.model.rollout.Route;
import io.whopship.ports.model.rollout.Traffic;
import io.whopship.testkit.FakeArtifact;
import io.whopship.testkit.cloudflare.Fault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two servers share an account, and neither knows what the other does. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ServersTest {

  private static final String HOST = "my-app.localhost";
  private static final ReleaseName FIRST = release(7, 1);
  private static final ReleaseName SECOND = release(7, 2);

  private OpenCloudflare cloudflare;
  private CloudflareEdge one;
  private CloudflareEdge other;

  @BeforeEach
  void twoServersStart() throws Exception {
    use(new OpenCloudflare(
        new ObjectAccess(URI.create("http://127.0.0.1:1"), "none", new Secret("none"))));
  }

  private void use(OpenCloudflare account) {
    cloudflare = account;
    one = account.edge();
    other = account.anotherServer();
  }

  @AfterEach
  void theyEnd() {
    cloudflare.close();
  }

  private static ReleaseName release(int app, int deployment) {
    return new ReleaseName(new AppId(app), new DeploymentId(deployment));
  }

  private static Route route(long generation, ReleaseName release) {
    return new Route(HOST, generation, "salt", new Traffic.Whole(release), List.of());
  }

  private static void place(Edge server, ReleaseName name) {
    FakeArtifact artifact = FakeArtifact.helloWorker(name.toString());
    try (OpenArtifact content = artifact.open()) {
      assertThat(server.place(new Placing(name, artifact.bundle(), Variables.NONE), content,
          line -> {
          })).isInstanceOf(Placement.Placed.class);
    }
  }

  @Test
  void aServerThatWasOvertakenIsRejected() {
    place(one, FIRST);
    place(one, SECOND);
    one.route(route(1, FIRST));
    other.route(route(3, SECOND));

    assertThatThrownBy(() -> one.route(route(2, FIRST)))
        .isInstanceOf(PortException.Rejected.class)
        .hasMessageContaining("generation 3");
    assertThat(one.confirm(route(2, FIRST))).isFalse();
    one.route(route(1, FIRST)); // as it told before

    assertThat(cloudflare.written(HOST)).contains(route(3, SECOND));
  }

  @Test
  void aRouteOfTheSameGenerationButOtherContentIsMended() {
    place(one, FIRST);
    place(one, SECOND);
    one.route(route(1, FIRST));

    assertThat(other.confirm(route(1, SECOND))).isTrue();

    assertThat(cloudflare.written(HOST)).contains(route(1, SECOND));
  }

  @Test
  void aRouteThatCannotBeWrittenWhenItIsConfirmedSaysSo() {
    place(one, FIRST);
    cloudflare.cloudflare()
        .fail(Fault.on("GET", "/values/host")
            .always()
            .with(Fault.status(400).code(10000, "Authentication error")));

    assertThatThrownBy(() -> one.confirm(route(1, FIRST)))
        .isInstanceOf(PortException.Rejected.class);
  }

  @Test
  void theTimeUntilALateWriteCanHaveLandedIsStated() {
    Duration spread = Duration.ofSeconds(3); // of these sites
    Duration call = Duration.ofSeconds(30);

    assertThat(one.description().overwrite())
        .isEqualTo(spread.plus(KvRoutes.WRITE).plus(call).plus(spread));
  }

  @Test
  void aHostThatOneTookAwayIsFreeForTheNextApp() {
    ReleaseName next = release(8, 3);
    place(one, FIRST);
    place(one, next);
    one.route(route(5, FIRST));
    other.unroute(HOST);

    one.route(route(1, next));

    assertThat(cloudflare.written(HOST)).contains(route(1, next));
    assertThatThrownBy(() -> other.route(route(6, FIRST)))
        .isInstanceOf(PortException.Rejected.class);
  }

  @Test
  void aReleaseThatTheOtherRemovedIsPlacedAgain() {
    place(one, FIRST);
    other.remove(FIRST);
    assertThat(one.placed()).isEmpty();

    place(one, FIRST);

    assertThat(other.placed()).containsExactly(FIRST);
  }

  @Test
  void aReleaseThatTheOtherPlacedAgainIsRoutedInAWhile() {
    place(one, FIRST);
    one.remove(FIRST);
    place(other, FIRST);

    await().ignoreExceptionsInstanceOf(PortException.Unavailable.class)
        .untilAsserted(() -> one.route(route(1, FIRST)));

    assertThat(cloudflare.written(HOST)).contains(route(1, FIRST));
  }

  /** What comes of it, at the dispatcher. */
  @Nested
  class Visited {

    private static OpenCloudflare.Sites sites;

    @BeforeAll
    static void sitesRun(@TempDir Path directory) {
      sites = new OpenCloudflare.Sites(directory);
    }

    @AfterAll
    static void sitesStop() {
      sites.close();
    }

    @BeforeEach
    void twoServersHaveVisitors() throws Exception {
      cloudflare.close();
      use(new OpenCloudflare(sites));
      place(one, FIRST);
      place(other, SECOND);
    }

    private void awaitServed(ReleaseName release) {
      await().untilAsserted(
          () -> assertThat(cloudflare.visit(HOST, "/api/version", null).body())
              .contains(release.toString()));
    }

    @Test
    void whatOneHasPlacedTheOtherRoutesAndTheFirstRollsBack() throws Exception {
      one.route(route(1, FIRST));

      other.route(route(2, SECOND));
      awaitServed(SECOND);
      one.route(route(3, FIRST));
      other.remove(SECOND);

      awaitServed(FIRST);
      assertThat(one.probe(SECOND, HOST, new Probe("/", Duration.ofSeconds(10))))
          .isInstanceOf(ProbeResult.Silent.class);
    }

    @Test
    void theWriteOfAStalledServerThatComesLateIsMended() throws Exception {
      CompletableFuture<Void> resumed = new CompletableFuture<>();
      cloudflare.cloudflare().fail(Fault.on("PUT", "/values/host").with(Fault.held(resumed)));
      CompletableFuture<Void> stalled = CompletableFuture
          .runAsync(() -> one.route(route(1, FIRST)));
      await().until(() -> cloudflare.cloudflare()
          .calls()
          .stream()
          .anyMatch(call -> call.method().equals("PUT") && call.path().contains("/values/host")));
      other.route(route(2, SECOND));
      awaitServed(SECOND);

      resumed.complete(null);
      stalled.get();
      awaitServed(FIRST);

      assertThat(other.confirm(route(2, SECOND))).isTrue();
      awaitServed(SECOND);
      assertThat(other.confirm(route(2, SECOND))).isFalse();
      assertThat(one.confirm(route(1, FIRST))).isFalse();
      assertThat(cloudflare.written(HOST)).contains(route(2, SECOND));
    }
  }
}
