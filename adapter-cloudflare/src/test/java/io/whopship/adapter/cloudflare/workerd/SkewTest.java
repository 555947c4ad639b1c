package io.whopship.adapter.cloudflare.workerd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.whopship.ports.model.artifact.AssetSettings;
import io.whopship.ports.model.artifact.RuntimeSettings;
import io.whopship.ports.model.artifact.WorkerBundle;
import io.whopship.ports.model.rollout.Percent;
import io.whopship.ports.model.rollout.Route;
import io.whopship.ports.model.rollout.StickyId;
import io.whopship.ports.model.rollout.Traffic;
import io.whopship.testkit.FakeArtifact;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the pages of an earlier build get, of which visitors have some open during a switch. */
class SkewTest {

  private static final StickyId VISITOR = new StickyId("visitor-000000000001");

  @TempDir
  Path stateDirectory;

  RunningEdge edge;

  @BeforeEach
  void placeThreeBuilds() {
    edge = RunningEdge.start(stateDirectory);
    place(1, "first");
    place(2, "second");
    place(3, "third");
  }

  @AfterEach
  void close() {
    edge.close();
  }

  /** Each answers its number, and has a file that the others lack. */
  private void place(int number, String deploymentId) {
    FakeArtifact artifact = FakeArtifact.EMPTY
        .file("open-next/worker/index.js",
            "export default { fetch: (request) => new Response('worker " + number + "') };")
        .file("open-next/assets/_next/static/chunks/[slug]-" + number + ".js", "file " + number)
        .file("open-next/assets/page-" + number + ".txt", "page");
    RuntimeSettings runtime = new RuntimeSettings(null,
        RuntimeSettings.DEFAULT.compatibilityFlags(), AssetSettings.DEFAULT, List.of(),
        deploymentId);
    edge.place(number, artifact, new WorkerBundle(artifact.bundle().modules(),
        artifact.bundle().assets(), List.of(), runtime), new ArrayList<>());
  }

  private void keepAll() {
    edge.edge()
        .route(new Route(RunningEdge.HOST, 1, "salt",
            new Traffic.Whole(RunningEdge.release(3)),
            List.of(RunningEdge.release(2), RunningEdge.release(1))));
  }

  private Route half() {
    return new Route(RunningEdge.HOST, 1, "salt", new Traffic.Split(RunningEdge.release(2),
        RunningEdge.release(3), new Percent(50)), List.of(RunningEdge.release(1)));
  }

  private String body(String path, String... headers) throws Exception {
    return edge.get(path, headers).body();
  }

  @Test
  void aRequestReachesTheBuildThatItNames() throws Exception {
    keepAll();

    assertThat(body("/data")).isEqualTo("worker 3");
    assertThat(body("/data?dpl=first")).isEqualTo("worker 1");
    assertThat(body("/data", "x-deployment-id", "second")).isEqualTo("worker 2");
    assertThat(body("/data?dpl=third", "X-Deployment-Id", "first")).isEqualTo("worker 1");
  }

  @Test
  void aRequestReachesTheDeploymentOfTheNumberThatItNames() throws Exception {
    keepAll();

    assertThat(body("/data?dpl=2")).isEqualTo("worker 2");
  }

  @Test
  void whoNamesAnUnknownBuildIsServedAsEverybodyElse() throws Exception {
    edge.edge()
        .route(new Route(RunningEdge.HOST, 1, "salt",
            new Traffic.Whole(RunningEdge.release(3)), List.of(RunningEdge.release(2))));

    assertThat(body("/data?dpl=never")).isEqualTo("worker 3");
    assertThat(body("/data?dpl=first")).as("no longer kept").isEqualTo("worker 3");
    assertThat(body("/data?dpl=")).isEqualTo("worker 3");
  }

  @Test
  void theBuildOfAnotherSiteIsNeverReached() throws Exception {
    edge.edge()
        .route(new Route("other.localhost", 1, "salt",
            new Traffic.Whole(RunningEdge.release(1)), List.of()));
    edge.edge()
        .route(new Route(RunningEdge.HOST, 1, "salt",
            new Traffic.Whole(RunningEdge.release(3)), List.of(RunningEdge.release(2))));

    assertThat(body("/data?dpl=first")).isEqualTo("worker 3");
    assertThat(body("/data?dpl=1")).isEqualTo("worker 3");
    assertThat(body("/_next/static/chunks/%5Bslug%5D-1.js")).isEqualTo("worker 3");
  }

  @Test
  void aFileOfAnEarlierBuildIsFoundWithoutAName() throws Exception {
    keepAll();

    for (int number = 1; number <= 3; number++) {
      HttpResponse<String> file = edge
          .get("/_next/static/chunks/%5Bslug%5D-" + number + ".js?v=1");
      assertThat(file.statusCode()).isEqualTo(200);
      assertThat(file.body()).isEqualTo("file " + number);
    }
    assertThat(body("/_next/static/none.js")).isEqualTo("worker 3");
    assertThat(body("/page-1.txt")).as("not a build's own").isEqualTo("worker 3");
  }

  @Test
  void duringARolloutEachHalfHasTheFilesOfTheOther() throws Exception {
    edge.edge().route(half());

    for (int number = 1; number <= 3; number++) {
      String path = "/_next/static/chunks/%5Bslug%5D-" + number + ".js";
      for (int i = 0; i < 10; i++) {
        assertThat(body(path)).isEqualTo("file " + number);
      }
    }
  }

  @Test
  void whoNamesABuildGetsNoCookieForAnother() throws Exception {
    edge.edge().route(half());

    assertThat(edge.get("/data?dpl=second").headers().firstValue("Set-Cookie")).isEmpty();
    assertThat(edge.get("/data?dpl=first").headers().firstValue("Set-Cookie")).isEmpty();
    assertThat(edge.get("/data?dpl=never").headers().firstValue("Set-Cookie")).isPresent();
  }

  @Test
  void aVisitorIsSentToTheNamedBuildWhateverTheirSide() throws Exception {
    edge.edge().route(half());
    String cookie = StickyId.COOKIE + "=" + VISITOR.value();

    assertThat(body("/data?dpl=second", "Cookie", cookie)).isEqualTo("worker 2");
    assertThat(body("/data?dpl=third", "Cookie", cookie)).isEqualTo("worker 3");
  }

  @Test
  void aLinkSendsNobodyToAnOldBuild() throws Exception {
    keepAll();

    assertThat(body("/?dpl=first", "Sec-Fetch-Mode", "navigate")).isEqualTo("worker 3");
  }

  @Test
  void aBuildThatIsRemovedIsNotFoundAnyMore() throws Exception {
    keepAll();
    assertThat(body("/data?dpl=first")).isEqualTo("worker 1");

    edge.edge().remove(RunningEdge.release(1));

    await().until(() -> body("/data?dpl=first").equals("worker 3"));
    assertThat(body("/data?dpl=second")).isEqualTo("worker 2");
  }
}
