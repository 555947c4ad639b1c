package io.whopship.adapter.cloudflare.dispatch;

import static io.whopship.adapter.cloudflare.dispatch.RunningDispatcher.HOST;
import static io.whopship.adapter.cloudflare.dispatch.RunningDispatcher.release;
import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.model.rollout.Percent;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.ports.model.rollout.Route;
import io.whopship.ports.model.rollout.Traffic;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the pages of an earlier build get, of which visitors have some open during a switch. */
class DispatcherSkewTest {

  private static final String SPLIT = "split.example.com";
  private static final Map<ReleaseName, String> NAMES = Map.of(release(1), "first", release(2),
      "second", release(3), "third");

  @TempDir
  static Path directory;

  static RunningDispatcher dispatcher;

  @BeforeAll
  static void placeThreeBuilds() {
    dispatcher = RunningDispatcher.start(directory);
  }

  @BeforeEach
  void publish() {
    for (int number = 1; number <= 3; number++) {
      if (dispatcher.script(release(number).toString()).isEmpty()) {
        place(number);
      }
    }
    dispatcher
        .route(new Route(HOST, 1, "salt", new Traffic.Whole(release(3)),
            List.of(release(2), release(1))), NAMES::get)
        .route(new Route(SPLIT, 1, "salt",
            new Traffic.Split(release(2), release(3), new Percent(50)), List.of(release(1))),
            NAMES::get);
  }

  /** Each answers its number to all but files, and has a file that the others lack. */
  private static void place(int number) {
    dispatcher.upload(release(number), """
        export default {
          fetch: (request) => new URL(request.url).pathname.endsWith(".js")
            ? new Response("no file of %1$d", { status: 404 })
            : new Response("worker %1$d"),
        };
        """.formatted(number),
        Map.of("/_next/static/chunks/[slug]-" + number + ".js", "file " + number,
            "/page-" + number + ".txt", "page"));
  }

  @AfterAll
  static void close() {
    dispatcher.close();
  }

  private static String body(String path, String... headers) throws Exception {
    return dispatcher.get(path, headers).body();
  }

  private static String file(int number) {
    return "/_next/static/chunks/%5Bslug%5D-" + number + ".js";
  }

  @Test
  void aRequestReachesTheBuildThatItNames() throws Exception {
    assertThat(body("/data")).isEqualTo("worker 3");
    assertThat(body("/data?dpl=first")).isEqualTo("worker 1");
    assertThat(body("/data", "x-deployment-id", "second")).isEqualTo("worker 2");
    assertThat(body("/data?dpl=third", "X-Deployment-Id", "first")).isEqualTo("worker 1");
    assertThat(body("/data?dpl=2")).as("by its number").isEqualTo("worker 2");
  }

  @Test
  void whoNamesAnUnknownBuildIsServedAsEverybodyElse() throws Exception {
    assertThat(body("/data?dpl=never")).isEqualTo("worker 3");
    assertThat(body("/data?dpl=")).isEqualTo("worker 3");
  }

  @Test
  void aLinkSendsNobodyToAnOldBuild() throws Exception {
    assertThat(body("/data?dpl=first", "Sec-Fetch-Mode", "navigate")).isEqualTo("worker 3");
  }

  @Test
  void aFileOfAnEarlierBuildIsFoundWithoutAName() throws Exception {
    for (int number = 1; number <= 3; number++) {
      HttpResponse<String> answer = dispatcher.get(file(number) + "?v=1");
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("file " + number);
    }
    assertThat(body("/page-1.txt")).as("not a build's own").isEqualTo("worker 3");
  }

  @Test
  void aFileThatNobodyHasIsMissedByTheBuildThatWasAskedFirst() throws Exception {
    assertThat(body("/_next/static/none.js")).isEqualTo("no file of 3");
    assertThat(body("/_next/static/none.js?dpl=first")).isEqualTo("no file of 1");
  }

  @Test
  void aFileIsAskedForInTheOrderOfTheRoute() throws Exception {
    dispatcher.runtime().asked().clear();

    dispatcher.get("/_next/static/none.js?dpl=first");

    assertThat(dispatcher.runtime().asked()).extracting(asked -> asked.split(" ", 2)[0])
        .containsExactly("whopship-7-1", "whopship-7-3", "whopship-7-2");
  }

  @Test
  void theHeadOfAFileIsFoundToo() throws Exception {
    assertThat(dispatcher
        .send(dispatcher.request(HOST, file(1)).method("HEAD", BodyPublishers.noBody()))
        .statusCode()).isEqualTo(200);
  }

  @Test
  void whatIsSentToAFileGoesToOneReleaseAlone() throws Exception {
    dispatcher.runtime().asked().clear();

    assertThat(dispatcher
        .send(dispatcher.request(HOST, "/_next/static/none.js").POST(BodyPublishers.ofString("x")))
        .body()).isEqualTo("no file of 3");
    assertThat(dispatcher.runtime().asked()).hasSize(1);
  }

  @Test
  void aPartOfAFileAndAnUnchangedOneCountAsFound() throws Exception {
    HttpResponse<String> whole = dispatcher.get(file(1));
    String etag = whole.headers().firstValue("ETag").orElseThrow();

    assertThat(dispatcher.get(file(1), "If-None-Match", etag).statusCode()).isEqualTo(304);
    assertThat(dispatcher.get(file(1), "Range", "bytes=0-3").body()).isEqualTo("file");
  }

  @Test
  void duringARolloutEachHalfHasTheFilesOfTheOther() throws Exception {
    for (int number = 1; number <= 3; number++) {
      for (int i = 0; i < 10; i++) {
        assertThat(dispatcher.ask(SPLIT, file(number)).body()).isEqualTo("file " + number);
      }
    }
  }

  @Test
  void onlyWhoIsPickedGivesACookie() throws Exception {
    for (int i = 0; i < 20; i++) { // of whom half would be picked for the release they name
      assertThat(dispatcher.ask(SPLIT, "/data?dpl=second").headers().firstValue("Set-Cookie"))
          .isEmpty();
    }
    assertThat(dispatcher.ask(SPLIT, "/data?dpl=first").headers().firstValue("Set-Cookie"))
        .isEmpty();
    assertThat(dispatcher.ask(SPLIT, file(1)).headers().firstValue("Set-Cookie"))
        .as("of a kept release")
        .isEmpty();
    assertThat(dispatcher.ask(SPLIT, "/data?dpl=never").headers().firstValue("Set-Cookie"))
        .isPresent();
  }

  @Test
  void aReleaseThatIsGoneHidesNoFileOfAnother() throws Exception {
    dispatcher.remove(release(2));

    assertThat(dispatcher.get(file(1)).body()).isEqualTo("file 1");
    assertThat(body("/data?dpl=second")).as("as everybody else").isEqualTo("worker 3");
  }
}
