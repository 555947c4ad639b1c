package io.whopship.app;

import static io.whopship.app.NextVisitor.cache;
import static io.whopship.app.NextVisitor.element;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestClassOrder;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The example app, built with Next.js and OpenNext, in the three shapes that a build has and with
 * the three caches that OpenNext offers, page by page through a whole server.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestClassOrder(ClassOrderer.OrderAnnotation.class)
final class NextAppTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Shape and cache. */
  enum Site {
    /** With its settings in meta.json. */
    BUNDLED_KV("bundled", "kv"),
    /** With its settings in wrangler.jsonc. */
    TREE_R2("tree", "r2"),
    /** As the guide's curl script zips it, without any settings. */
    CURL_STATIC("curl", "static");

    private final String shape;
    private final String cache;

    Site(String shape, String cache) {
      this.shape = shape;
      this.cache = cache;
    }

    String subdomain() {
      return "next-" + cache;
    }

  }

  @TempDir
  private static Path data;
  @TempDir
  private static Path builds;

  private final Map<String, Long> live = new HashMap<>();
  private NextArtifacts artifacts;
  private RunningServer server;
  private Caller caller;

  @BeforeAll
  void allShapesAreOnTheAir() throws Exception {
    artifacts = new NextArtifacts(builds);
    server = RunningServer.start(data);
    caller = server.caller();
    for (Site site : Site.values()) {
      caller.createApp("app_" + site.cache, site.subdomain());
      deploy(site.cache, artifacts.build("v1", site.shape, site.cache));
    }
  }

  @AfterAll
  void theServerStops() {
    server.close();
  }

  private void deploy(String app, byte[] zip) {
    long id = caller.deploy("app_" + app, zip);
    JsonNode view = caller.awaitFinal(id);
    assertThat(view.at("/deployment/status").asText())
        .as(() -> caller.get("/deployments/" + id + "/logs").body())
        .isEqualTo("active");
    live.put(app, id);
  }

  private NextVisitor at(Site site) {
    return new NextVisitor(site.subdomain() + ".localhost", caller.sitesPort());
  }

  @ParameterizedTest
  @EnumSource
  void whatWasRenderedAtBuildTimeIsThereAtTheFirstRequest(Site site) {
    HttpResponse<String> page = at(site).get("/client");

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(cache(page)).isEqualTo("HIT");
  }

  @ParameterizedTest
  @EnumSource
  void aPageIsRenderedOnTheServer(Site site) {
    NextVisitor next = at(site);
    HttpResponse<String> page = next.get("/ssr");

    assertThat(element(page, "label")).isEqualTo("v1");
    assertThat(element(page, "greeting")).isEqualTo("hello");
    assertThat(element(page, "host")).isEqualTo(next.host() + ":" + next.port());
    assertThat(element(next.get("/ssr"), "stamp")).isNotEqualTo(element(page, "stamp"));
  }

  @ParameterizedTest
  @EnumSource
  void aPageWithParametersIsRenderedWhenAskedFor(Site site) {
    assertThat(cache(at(site).get("/post/1"))).isEqualTo("HIT");
    assertThat(at(site).get("/post/99").body()).contains("<h1>Post <!-- -->99</h1>");
  }

  @ParameterizedTest
  @EnumSource(names = {"BUNDLED_KV", "TREE_R2"})
  void anOldPageIsServedWhileANewOneIsRendered(Site site) {
    NextVisitor next = at(site);
    awaitHit(next, "/isr");
    HttpResponse<String> old = await().atMost(PATIENCE)
        .until(() -> next.get("/isr"), page -> cache(page).equals("STALE"));

    HttpResponse<String> fresh = awaitHit(next, "/isr");

    assertThat(element(fresh, "stamp")).isGreaterThan(element(old, "stamp"));
  }

  @ParameterizedTest
  @EnumSource(names = {"BUNDLED_KV", "TREE_R2"})
  void aRevalidatedTagIsRenderedAnew(Site site) {
    NextVisitor next = at(site);
    HttpResponse<String> before = awaitHit(next, "/tagged");

    assertThat(next.get("/api/revalidate?tag=news").statusCode()).isEqualTo(200);

    await().atMost(PATIENCE)
        .untilAsserted(() -> assertThat(element(next.get("/tagged"), "news"))
            .isGreaterThan(element(before, "news")));
    awaitHit(next, "/tagged");
  }

  @ParameterizedTest
  @EnumSource(names = {"BUNDLED_KV", "TREE_R2"})
  void aRevalidatedPathIsRenderedAnew(Site site) {
    NextVisitor next = at(site);
    HttpResponse<String> before = awaitHit(next, "/tagged");

    assertThat(next.get("/api/revalidate?path=/tagged").statusCode()).isEqualTo(200);

    await().atMost(PATIENCE)
        .untilAsserted(() -> assertThat(element(next.get("/tagged"), "stamp"))
            .isGreaterThan(element(before, "stamp")));
  }

  private static HttpResponse<String> awaitHit(NextVisitor next, String path) {
    return await().atMost(PATIENCE)
        .until(() -> next.get(path), page -> cache(page).equals("HIT"));
  }

  @ParameterizedTest
  @EnumSource
  void theMiddlewareRedirectsRewritesAndMarks(Site site) {
    NextVisitor next = at(site);

    HttpResponse<String> moved = next.get("/old-home");
    assertThat(moved.statusCode()).isEqualTo(308);
    assertThat(moved.headers().firstValue("location")).hasValueSatisfying(
        location -> assertThat(location).isIn("/",
            "http://" + next.host() + ":" + next.port() + "/"));
    assertThat(next.get("/rewritten").body()).contains("<h1>Post <!-- -->7</h1>");
    assertThat(next.get("/ssr").headers().firstValue("x-mw")).hasValue("1");
    assertThat(element(next.get("/ssr"), "middleware")).isEqualTo("yes");
  }

  @ParameterizedTest
  @EnumSource
  void routeHandlersAnswer(Site site) {
    NextVisitor next = at(site);

    assertThat(next.get("/api/echo?a=b").body()).contains("\"GET\"", "a=b");
    assertThat(next.post("/api/echo", "text/plain", "a body").body()).contains("\"POST\"",
        "a body");
    assertThat(next.get("/api/boom").statusCode()).isEqualTo(500);
    assertThat(next.get("/api/echo").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @EnumSource
  void whatItSaysIsHeard(Site site) {
    at(site).get("/api/echo");
    at(site).get("/api/boom");

    await().atMost(PATIENCE).untilAsserted(() -> {
      String said = caller.get("/deployments/" + live.get(site.cache) + "/runtime-logs?format=text")
          .body();
      assertThat(said).contains("] echo: GET /api/echo\n", "] GET /api/echo 200\n",
          "] GET /api/boom 500\n", "Error: boom, as asked");
    });
  }

  @ParameterizedTest
  @EnumSource
  void aServerActionRunsWithoutJavaScript(Site site) {
    NextVisitor next = at(site);

    HttpResponse<String> answer = next.submit("/action", "name", "Ada");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
    assertThat(answer.headers().firstValue("location")).hasValueSatisfying(
        location -> assertThat(location).endsWith("/action?greeted=Ada"));
    assertThat(next.get("/action?greeted=Ada").body()).contains("Hello, <!-- -->Ada");
  }

  @ParameterizedTest
  @EnumSource
  void aPageArrivesInParts(Site site) throws IOException {
    try (InputStream body = at(site).stream("/stream").body()) {
      StringBuilder arrived = new StringBuilder();
      byte[] buffer = new byte[64 * 1024];
      while (!arrived.toString().contains("id=\"fallback\"")) {
        int n = body.read(buffer);
        assertThat(n).as("before the end of %s", arrived).isPositive();
        arrived.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
      }
      assertThat(arrived.toString()).doesNotContain("The late part.");
      assertThat(new String(body.readAllBytes(), StandardCharsets.UTF_8))
          .contains("The late part.");
    }
  }

  @ParameterizedTest
  @EnumSource
  void theSiteFetchesItsOwnAddress(Site site) {
    HttpResponse<String> page = at(site).get("/self");

    assertThat(element(page, "status")).isEqualTo("200");
    assertThat(page.body()).contains("from=self");
  }

  @ParameterizedTest
  @EnumSource
  void imagesAreServed(Site site) {
    NextVisitor next = at(site);

    HttpResponse<byte[]> image = next.bytes("/_next/image?url=%2Flogo.png&w=64&q=75");
    assertThat(image.statusCode()).isEqualTo(200);
    assertThat(image.body()).startsWith(0x89, 'P', 'N', 'G');
    assertThat(next.get("/_next/image?url=%2Fnone.png&w=64&q=75").statusCode()).isEqualTo(404);
    assertThat(next.bytes("/og").body()).startsWith(0x89, 'P', 'N', 'G');
  }

  @ParameterizedTest
  @EnumSource
  void filesAreServedAsTheyAre(Site site) {
    NextVisitor next = at(site);

    HttpResponse<byte[]> script = next.bytes(next.scriptsOf("/client").iterator().next());
    assertThat(script.statusCode()).isEqualTo(200);
    assertThat(script.headers().firstValue("cache-control")).hasValueSatisfying(
        control -> assertThat(control).contains("immutable"));
    assertThat(next.bytes("/logo.png").body()).startsWith(0x89, 'P', 'N', 'G');
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNotThereIsNotFound(Site site) {
    assertThat(at(site).get("/nowhere").statusCode()).isEqualTo(404);
    assertThat(at(site).get("/_next/static/nothing.js").statusCode()).isEqualTo(404);
    assertThat(at(site).get("/cdn-cgi/_next_cache/").statusCode()).isEqualTo(404);
  }

  /** A second version, of another shape, over the first. */
  @Nested
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  final class ANewVersion {

    private final NextVisitor next = at(Site.BUNDLED_KV);
    private Set<String> oldScripts = Set.of();

    @BeforeAll
    void isDeployedOverAnOldOne() throws Exception {
      oldScripts = next.scriptsOf("/client");
      deploy("kv", artifacts.build("v2", "tree", "kv"));
    }

    @Test
    void answersWithItsOwnPages() {
      assertThat(element(next.get("/ssr"), "label")).isEqualTo("v2");
      assertThat(cache(next.get("/client"))).isEqualTo("HIT");
    }

    @Test
    void revalidatesInTheStoresThatItShares() {
      HttpResponse<String> before = awaitHit(next, "/tagged");
      next.get("/api/revalidate?tag=news");
      await().atMost(PATIENCE)
          .untilAsserted(() -> assertThat(element(next.get("/tagged"), "news"))
              .isGreaterThan(element(before, "news")));
    }

    @Test
    void leavesTheFilesOfTheOldOneInPlace() {
      Set<String> gone = new HashSet<>(oldScripts);
      gone.removeAll(next.scriptsOf("/client"));

      assertThat(gone).as("scripts that only the old version has").isNotEmpty();
      assertThat(gone).allSatisfy(script -> {
        assertThat(next.get(script).statusCode()).isEqualTo(200);
        assertThat(next.get(script + "?dpl=build-v1").statusCode()).isEqualTo(200);
      });
    }

    @Test
    void leavesTheOldOneToThoseWhoNameIt() {
      assertThat(element(next.get("/ssr", "x-deployment-id", "build-v1"), "label"))
          .isEqualTo("v1");
      assertThat(element(next.get("/ssr?dpl=build-v1"), "label")).isEqualTo("v1");
      assertThat(element(next.get("/ssr", "x-deployment-id", "build-v2"), "label"))
          .isEqualTo("v2");
      assertThat(element(next.get("/ssr", "x-deployment-id", "nobody"), "label")).isEqualTo("v2");
    }
  }

  /** The last of all, since the server is another one afterwards. */
  @Nested
  @Order(Integer.MAX_VALUE)
  final class ARestartedServer {

    @Test
    void servesTheSamePagesFromTheSameCaches() throws Exception {
      String before = element(awaitHit(at(Site.TREE_R2), "/tagged"), "stamp");
      server.close();

      server = RunningServer.start(data);
      caller = server.caller();

      HttpResponse<String> after = at(Site.TREE_R2).get("/tagged");
      assertThat(cache(after)).isEqualTo("HIT");
      assertThat(element(after, "stamp")).isEqualTo(before);
      assertThat(cache(at(Site.CURL_STATIC).get("/client"))).isEqualTo("HIT");
      assertThat(element(at(Site.BUNDLED_KV).get("/ssr"), "greeting")).isEqualTo("hello");
    }
  }
}
