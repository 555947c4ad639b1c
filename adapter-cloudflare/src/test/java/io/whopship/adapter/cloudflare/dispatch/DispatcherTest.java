package io.whopship.adapter.cloudflare.dispatch;

import static io.whopship.adapter.cloudflare.dispatch.RunningDispatcher.HOST;
import static io.whopship.adapter.cloudflare.dispatch.RunningDispatcher.release;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import io.whopship.ports.model.rollout.Percent;
import io.whopship.ports.model.rollout.Route;
import io.whopship.ports.model.rollout.StickyId;
import io.whopship.ports.model.rollout.Traffic;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What visitors meet at the dispatcher, run by the real workerd. */
class DispatcherTest {

  private static final String SPLIT = "split.example.com";

  @TempDir
  static Path directory;

  static RunningDispatcher dispatcher;

  @BeforeAll
  static void publish() {
    dispatcher = RunningDispatcher.start(directory)
        .hello(1)
        .hello(2)
        .route(HOST, new Traffic.Whole(release(1)))
        .route(SPLIT, new Traffic.Split(release(1), release(2), new Percent(50)))
        .route("closed.example.com", new Traffic.None());
  }

  @AfterAll
  static void close() {
    dispatcher.close();
  }

  private static String version(String host, String... headers) throws Exception {
    return new JsonObject(dispatcher.ask(host, "/api/version", headers).body())
        .getString("version");
  }

  private static JsonObject echo(String... headers) throws Exception {
    return new JsonObject(dispatcher.get("/api/echo", headers).body());
  }

  // ---- which release

  @Test
  void everybodyReachesTheReleaseThatHasTheWholeTraffic() throws Exception {
    assertThat(version(HOST)).isEqualTo("v1");
  }

  @Test
  void theHostIsTheSameInAnyCaseAndWithADotAtItsEnd() throws Exception {
    assertThat(version("MY-App.Example.COM.")).isEqualTo("v1");
    assertThat(version(HOST + ":8443")).isEqualTo("v1");
  }

  @Test
  void eachVisitorGoesWhereTheRouteOfTheControlPlaneSendsThem() throws Exception {
    Route route = new Route(SPLIT, 1, "salt",
        new Traffic.Split(release(1), release(2), new Percent(50)), List.of());
    Set<String> seen = new HashSet<>();
    for (int number = 0; number < 40; number++) {
      StickyId visitor = new StickyId("visitor-%08d".formatted(number));
      String expected = "v" + route.pick(visitor).orElseThrow().deployment();

      assertThat(version(SPLIT, "Cookie", "a=b; __ws_id=" + visitor.value() + "; c=d"))
          .isEqualTo(expected);
      seen.add(expected);
    }
    assertThat(seen).containsExactlyInAnyOrder("v1", "v2");
  }

  @Test
  void aChangedRecordChangesTheRelease() throws Exception {
    dispatcher.route("moving.example.com", new Traffic.Whole(release(1)));
    assertThat(version("moving.example.com")).isEqualTo("v1");

    dispatcher.route("moving.example.com", new Traffic.Whole(release(2)));
    assertThat(version("moving.example.com")).isEqualTo("v2");
  }

  @Test
  void theLimitsOfTheRecordGoWithTheRequest() throws Exception {
    dispatcher.record("limited.example.com", """
        {"v":1,"generation":1,"salt":"s","app":7,"stable":{"w":"whopship-7-1"},
         "limits":{"cpuMs":50,"subRequests":20}}""");

    assertThat(version("limited.example.com")).isEqualTo("v1");
    assertThat(dispatcher.runtime().asked())
        .contains("whopship-7-1 {\"limits\":{\"cpuMs\":50,\"subRequests\":20}}");
  }

  // ---- the cookie

  @Test
  void withoutASplitNobodyGetsACookie() throws Exception {
    assertThat(dispatcher.get("/").headers().firstValue("Set-Cookie")).isEmpty();
  }

  @Test
  void inASplitANewVisitorGetsALastingCookie() throws Exception {
    assertThat(dispatcher.ask(SPLIT, "/").headers().firstValue("Set-Cookie").orElseThrow())
        .matches(
            "__ws_id=[A-Za-z0-9_-]{22}; Max-Age=31536000; Path=/; HttpOnly; SameSite=Lax");
  }

  @Test
  void byHttpsTheCookieIsForHttpsAlone() throws Exception {
    assertThat(dispatcher.ask(SPLIT, "/", CloudflareRuntime.SCHEME_HEADER, "https")
        .headers()
        .firstValue("Set-Cookie")
        .orElseThrow()).endsWith("; SameSite=Lax; Secure");
  }

  @Test
  void theCookieCountsForTheVeryRequestThatGotIt() throws Exception {
    Set<String> sides = new HashSet<>();
    for (int i = 0; i < 40; i++) {
      HttpResponse<String> first = dispatcher.ask(SPLIT, "/api/version");
      String cookie = first.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];

      assertThat(version(SPLIT, "Cookie", cookie))
          .isEqualTo(new JsonObject(first.body()).getString("version"));
      sides.add(first.body());
    }
    assertThat(sides).as("40 visitors, half and half").hasSize(2);
  }

  @Test
  void aKnownVisitorGetsNoOtherCookie() throws Exception {
    assertThat(dispatcher.ask(SPLIT, "/", "Cookie", "__ws_id=known-known-known")
        .headers()
        .firstValue("Set-Cookie")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"__ws_id=<script>", "__ws_id=short", "__ws_id=", "x__ws_id=known-known-12",
          "__ws_id"})
  void aCookieThatIsNotOursIsReplaced(String cookie) throws Exception {
    assertThat(dispatcher.ask(SPLIT, "/", "Cookie", cookie).headers().firstValue("Set-Cookie"))
        .isPresent();
  }

  @Test
  void theFirstCookieThatIsOursCounts() throws Exception {
    assertThat(dispatcher.ask(SPLIT, "/", "Cookie", "__ws_id=bad; __ws_id=known-known-known")
        .headers()
        .firstValue("Set-Cookie")).isEmpty();
  }

  // ---- what a worker is told

  @Test
  void aWorkerIsToldWhoAsksAndWhere() throws Exception {
    JsonObject echo = echo("CF-Connecting-IP", "203.0.113.9", "CF-IPCountry", "NZ",
        CloudflareRuntime.SCHEME_HEADER, "https");

    assertThat(echo.getString("url")).isEqualTo("https://" + HOST + "/api/echo");
    JsonObject headers = echo.getJsonObject("headers");
    assertThat(headers.getString("host")).isEqualTo(HOST);
    assertThat(headers.getString("x-forwarded-host")).isEqualTo(HOST);
    assertThat(headers.getString("x-forwarded-proto")).isEqualTo("https");
    assertThat(headers.getString("x-forwarded-for")).isEqualTo("203.0.113.9");
    assertThat(headers.getString("cf-connecting-ip")).isEqualTo("203.0.113.9");
    assertThat(headers.getString("cf-ipcountry")).isEqualTo("NZ");
  }

  @Test
  void aVisitorCannotSayWhatOnlyThePlatformSays() throws Exception {
    JsonObject headers = echo("X-Forwarded-For", "1.2.3.4", "Forwarded", "for=1.2.3.4",
        "X-Real-IP", "1.2.3.4", "X-Middleware-Subrequest", "forged", "X-OpenNext-Foo", "forged",
        "X-WhopShip-Depth", "forged", "X-WhopShip-Release", "forged", "X-Forwarded-Proto",
        "forged", "X-Forwarded-Port", "forged", "Cloudflare-Workers-Version-Key", "forged",
        "Cloudflare-Workers-Version-Overrides", "forged", "X-Mine", "kept")
        .getJsonObject("headers");

    assertThat(headers.encode()).doesNotContain("1.2.3.4").doesNotContain("forged");
    assertThat(headers.getString("x-mine")).isEqualTo("kept");
  }

  // ---- pages

  @Test
  void anUnknownHostIsToldSoInWords() throws Exception {
    HttpResponse<String> answer = dispatcher.ask("nobody.example.com", "/");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.headers().firstValue("Content-Type")).contains("text/html;charset=utf-8");
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(answer.body()).contains("There is no site here");
  }

  @Test
  void aSiteWithoutAReleaseIsToldSoInWords() throws Exception {
    HttpResponse<String> answer = dispatcher.ask("closed.example.com", "/");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).contains("not live yet");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"v\":2,\"stable\":{\"w\":\"whopship-7-1\"}}", "{}", "null", "[]", "{"})
  void aRecordOfAnotherFormatIsRefusedInWords(String record) throws Exception {
    HttpResponse<String> answer = dispatcher.record("later.example.com", record)
        .ask("later.example.com", "/");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).contains("5");
    assertThat(answer.body()).contains("whopship cloudflare init");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/cdn-cgi", "/cdn-cgi/_next_cache/x", "/cdn%2Dcgi/x", "//cdn-cgi/x",
      "/a/../cdn-cgi/x", "/a/%2e%2e/cdn-cgi/x", "/cdn-cgi%2Fx"})
  void pathsOfThePlatformAreClosed(String path) throws Exception {
    HttpResponse<String> answer = dispatcher.get(path);

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).contains("belong to the platform");
  }

  @Test
  void otherPathsAreOpen() throws Exception {
    for (String path : List.of("/cdn-cgix", "/a/cdn-cgi/x", "/100%")) {
      assertThat(dispatcher.send(dispatcher.request(HOST, path.replace("%", "%25"))).body())
          .as(path)
          .isEqualTo("not found by worker\n");
    }
  }

  @Test
  void traceIsRefused() throws Exception {
    HttpResponse<String> answer = dispatcher.send(dispatcher.request(HOST, "/api/echo")
        .method("TRACE", BodyPublishers.noBody()));

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).isPresent();
    assertThat(answer.body()).contains("TRACE is not answered here");
  }

  @Test
  void whoAsksForTheHeadAloneGetsThePagesHead() throws Exception {
    HttpResponse<String> answer = dispatcher.send(dispatcher.request("nobody.example.com", "/")
        .method("HEAD", BodyPublishers.noBody()));

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).isEmpty();
  }

  // ---- workers in trouble

  @Test
  void aWorkerThatThrowsIsAnErrorOfTheSite() throws Exception {
    HttpResponse<String> answer = dispatcher.get("/api/throw");

    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).contains("The site ran into an error")
        .doesNotContain("on purpose");
  }

  @Test
  void aWorkerThatTakesTooLongIsToldApart() throws Exception {
    dispatcher
        .upload(release(3), "export default { fetch() {"
            + " throw new Error('Worker exceeded CPU time limit.'); } };")
        .route("slow.example.com", new Traffic.Whole(release(3)));

    HttpResponse<String> answer = dispatcher.ask("slow.example.com", "/");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("more than the site may have");
  }

  @Test
  void aReleaseThatVanishedLeavesAPage() throws Exception {
    HttpResponse<String> answer = dispatcher
        .route("gone.example.com", new Traffic.Whole(release(99)), release(1))
        .ask("gone.example.com", "/api/version");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("cannot start right now");
  }

  @Test
  void aCandidateThatVanishedIsAnsweredForByTheStableRelease() throws Exception {
    dispatcher.route("half-gone.example.com",
        new Traffic.Split(release(1), release(99), new Percent(100)));

    HttpResponse<String> answer = dispatcher.ask("half-gone.example.com", "/api/version");

    assertThat(answer.body()).contains("v1");
    assertThat(answer.headers().firstValue("Set-Cookie")).as("of who did not answer").isEmpty();
  }

  @Test
  void whatWasSentToAVanishedCandidateReachesTheStableReleaseOrNobody() throws Exception {
    dispatcher.route("half-gone.example.com",
        new Traffic.Split(release(1), release(99), new Percent(100)));

    HttpResponse<String> answer = dispatcher
        .send(dispatcher.request("half-gone.example.com", "/api/echo")
            .POST(BodyPublishers.ofString("an order")));

    // a body is not kept to be sent again: never half of it, never without it
    assertThat(answer.statusCode() == 503 || answer.body().contains("an order"))
        .as(answer.body())
        .isTrue();
  }

  @Test
  void aStableReleaseThatVanishedIsNotReplacedByTheCandidate() throws Exception {
    dispatcher.route("stable-gone.example.com",
        new Traffic.Split(release(99), release(1), new Percent(0)));

    assertThat(dispatcher.ask("stable-gone.example.com", "/").statusCode()).isEqualTo(503);
  }
}
