package io.whopship.adapter.cloudflare.workerd;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driven.Edge.Placement;
import io.whopship.ports.model.artifact.AssetSettings;
import io.whopship.ports.model.artifact.AssetSettings.HtmlHandling;
import io.whopship.ports.model.artifact.AssetSettings.NotFoundHandling;
import io.whopship.ports.model.artifact.AssetSettings.WorkerFirst;
import io.whopship.ports.model.rollout.Route;
import io.whopship.ports.model.rollout.Traffic;
import io.whopship.testkit.FakeArtifact;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How static assets are served, by the rules of Workers Static Assets. A site for each setting
 * serves the same files; its worker says {@code worker} and the path.
 */
class AssetsTest {

  private static final String WORKER = """
      export default {
        async fetch(request, env) {
          const url = new URL(request.url);
          if (url.pathname.startsWith("/via/")) {
            return env.ASSETS.fetch(new URL(url.pathname.slice("/via".length), url));
          }
          return new Response("worker " + url.pathname, { status: 299 });
        },
      };
      """;

  private static final FakeArtifact ARTIFACT = FakeArtifact.EMPTY
      .file("open-next/worker/index.js", WORKER)
      .file("open-next/assets/index.html", "home")
      .file("open-next/assets/about.html", "about")
      .file("open-next/assets/docs/index.html", "docs")
      .file("open-next/assets/docs/404.html", "docs 404")
      .file("open-next/assets/404.html", "404")
      .file("open-next/assets/a.js", "0123456789")
      .file("open-next/assets/api/data.json", "{}")
      .file("open-next/assets/no-ending", "?")
      .file("open-next/assets/sp ace & größe 🚢.txt", "ship")
      .file("open-next/assets/100%.txt", "percent")
      .file("open-next/assets/.well-known/x.json", "{}")
      .file("open-next/assets/cdn-cgi/_next_cache/k", "cached")
      .file("open-next/assets/_next/static/app.css", "css")
      .file("open-next/assets/_headers", """
          # what OpenNext writes
          /_next/static/*
            Cache-Control: public,max-age=31536000,immutable
          /a.js
            X-One: 1
            ! ETag
          /docs/*
            X-Splat: got :splat
          """)
      .file("open-next/assets/_redirects", """
          /old /about 301
          /r/* /docs/:splat
          /user/:id https://example.com/u?id=:id 308
          /shown /about 200
          /opened/* /:splat 200
          /go* /:splat
          """);

  /** Together more than 16 MiB; every tenth is itself too large to be kept. */
  private static final int MANY = 160;

  @TempDir
  static Path stateDirectory;

  static RunningEdge edge;

  @BeforeAll
  static void serveASiteForEachSetting() {
    edge = RunningEdge.start(stateDirectory);
    site(1, "auto", HtmlHandling.AUTO_TRAILING_SLASH, NotFoundHandling.NONE,
        new WorkerFirst.Never());
    site(2, "force", HtmlHandling.FORCE_TRAILING_SLASH, NotFoundHandling.PAGE_404,
        new WorkerFirst.Matching(List.of("/api/*", "!/api/docs*")));
    site(3, "drop", HtmlHandling.DROP_TRAILING_SLASH, NotFoundHandling.SINGLE_PAGE_APPLICATION,
        new WorkerFirst.Never());
    site(4, "none", HtmlHandling.NONE, NotFoundHandling.NONE, new WorkerFirst.Always());
  }

  private static void site(int deployment, String label, HtmlHandling html,
      NotFoundHandling notFound, WorkerFirst workerFirst) {
    Placement placement = edge.place(deployment, ARTIFACT,
        new AssetSettings(workerFirst, html, notFound));
    assertThat(placement).isInstanceOf(Placement.Placed.class);
    edge.edge()
        .route(new Route(label + ".localhost", 1, "salt",
            new Traffic.Whole(RunningEdge.release(deployment)), List.of()));
  }

  @AfterAll
  static void close() {
    edge.close();
  }

  private static HttpResponse<String> get(String site, String path, String... headers)
      throws Exception {
    HttpRequest.Builder request = edge.request(site + ".localhost", path);
    return edge.send(headers.length == 0 ? request : request.headers(headers));
  }

  /** Status, then the body or where it leads. */
  private static String seen(String site, String path, String... headers) throws Exception {
    HttpResponse<String> answer = get(site, path, headers);
    return answer.statusCode() + " " + answer.headers()
        .firstValue("Location")
        .map(location -> "to " + location)
        .orElse(answer.body());
  }

  @ParameterizedTest
  @CsvSource({
      "auto, /, 200 home", "auto, /index.html, 307 to /", "auto, /index, 307 to /",
      "auto, /about, 200 about", "auto, /about/, 307 to /about",
      "auto, /about.html, 307 to /about", "auto, /about.html?a=1, 307 to /about?a=1",
      "auto, /docs/, 200 docs", "auto, /docs, 307 to /docs/", "auto, /docs/index, 307 to /docs/",
      "auto, /docs/index.html, 307 to /docs/",
      "force, /, 200 home", "force, /about, 307 to /about/", "force, /about/, 200 about",
      "force, /docs, 307 to /docs/", "force, /docs/, 200 docs",
      "drop, /, 200 home", "drop, /about, 200 about", "drop, /about/, 307 to /about",
      "drop, /docs, 200 docs", "drop, /docs/, 307 to /docs",
      "none, /about, 299 worker /about", "none, /via/about, 404 ''",
      "none, /via/about.html, 200 about"})
  void anHtmlFileHasOneAddress(String site, String path, String expected) throws Exception {
    assertThat(seen(site, path)).isEqualTo(expected.replace("''", ""));
  }

  @ParameterizedTest
  @CsvSource({"/a.js?x=1, 200 0123456789", "//a.js, 307 to /a.js", "/a%2Ejs, 307 to /a.js",
      "/docs/../a.js, 200 0123456789", "/100%25.txt, 200 percent",
      "/sp%20ace%20%26%20gr%C3%B6%C3%9Fe%20%F0%9F%9A%A2.txt, 200 ship",
      "/.well-known/x.json, 200 {}", "/A.JS, 299 worker /A.JS", "/nope, 299 worker /nope",
      "/_headers, 299 worker /_headers", "/_redirects, 299 worker /_redirects",
      "/%2e%2e/%2e%2e/manifest.json, 299 worker /manifest.json",
      "/..%2f..%2fmanifest.json, 299 worker /..%2f..%2fmanifest.json",
      "/via/cdn-cgi/_next_cache/k, 200 cached", "/via/nope, 404 ''", "/cdn-cgi/_next_cache/k, 404"})
  void aFileAnswersUnderItsNameOnly(String path, String expected) throws Exception {
    assertThat(seen("auto", path)).startsWith(expected.replace("''", ""));
  }

  @ParameterizedTest
  @CsvSource({"/about, text/html; charset=utf-8", "/a.js, text/javascript; charset=utf-8",
      "/api/data.json, application/json", "/_next/static/app.css, text/css; charset=utf-8"})
  void aFileHasTheTypeOfItsEnding(String path, String type) throws Exception {
    assertThat(get("auto", path).headers().firstValue("Content-Type")).contains(type);
  }

  @Test
  void aRuleOpensNothingThatIsClosed() throws Exception {
    assertThat(seen("auto", "/opened/about")).isEqualTo("200 about");
    assertThat(seen("auto", "/opened/cdn-cgi/_next_cache/k")).isEqualTo("404 ");
    assertThat(seen("auto", "/opened/%63dn-cgi/_next_cache/k")).isEqualTo("404 ");
  }

  @Test
  void aFileOfUnknownEndingClaimsNoType() throws Exception {
    assertThat(get("auto", "/no-ending").headers().firstValue("Content-Type")).isEmpty();
  }

  @Test
  void aBrowserAsksAgainUnlessTheHeadersFileSaysOtherwise() throws Exception {
    assertThat(get("auto", "/about").headers().firstValue("Cache-Control"))
        .contains("public, max-age=0, must-revalidate");
    assertThat(get("auto", "/_next/static/app.css").headers().firstValue("Cache-Control"))
        .contains("public,max-age=31536000,immutable");
  }

  @Test
  void theHeadersFileSetsAndRemoves() throws Exception {
    assertThat(get("auto", "/a.js").headers().firstValue("X-One")).contains("1");
    assertThat(get("auto", "/a.js").headers().firstValue("ETag")).isEmpty();
    assertThat(get("auto", "/docs/index").headers().firstValue("X-Splat"))
        .contains("got index");
  }

  @Test
  void whatHasNotChangedIsNotSentAgain() throws Exception {
    String etag = get("auto", "/about").headers().firstValue("ETag").orElseThrow();

    for (String condition : List.of(etag, "W/" + etag, "\"other\", " + etag, "*")) {
      HttpResponse<String> answer = get("auto", "/about", "If-None-Match", condition);
      assertThat(answer.statusCode()).as(condition).isEqualTo(304);
      assertThat(answer.headers().firstValue("ETag")).contains(etag);
      assertThat(answer.body()).isEmpty();
    }
    assertThat(get("auto", "/about", "If-None-Match", "\"other\"").statusCode()).isEqualTo(200);
  }

  @Test
  void aTagStandsForTheContent() throws Exception {
    Optional<String> etag = get("auto", "/about").headers().firstValue("ETag");

    assertThat(get("drop", "/about").headers().firstValue("ETag")).isEqualTo(etag);
    assertThat(get("auto", "/docs/").headers().firstValue("ETag")).isNotEqualTo(etag);
  }

  @Test
  void moreFilesThanAreKeptInMemoryAllAnswer() throws Exception {
    FakeArtifact artifact = FakeArtifact.EMPTY.file("open-next/worker/index.js", WORKER);
    for (int i = 0; i < MANY; i++) {
      artifact = artifact.file("open-next/assets/" + i + ".txt", content(i));
    }
    assertThat(edge.place(5, artifact)).isInstanceOf(Placement.Placed.class);
    edge.edge()
        .route(new Route("many.localhost", 1, "salt",
            new Traffic.Whole(RunningEdge.release(5)), List.of()));

    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < MANY; i++) {
        assertThat(get("many", "/" + i + ".txt").body()).isEqualTo(content(i));
      }
    }
  }

  private static String content(int i) {
    return Integer.toString(i % 10).repeat(128 * 1024 - 8 + i % 10 / 9 * 100) + "%08d".formatted(i);
  }

  @Test
  void headAnswersAsGetWithoutABody() throws Exception {
    HttpResponse<String> answer = edge
        .send(edge.request("auto.localhost", "/about").method("HEAD", BodyPublishers.noBody()));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Length")).contains("5");
    assertThat(answer.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
  }

  @ParameterizedTest
  @CsvSource({"bytes=0-3, 206, 0123, bytes 0-3/10", "bytes=7-, 206, 789, bytes 7-9/10",
      "bytes=-2, 206, 89, bytes 8-9/10", "bytes=50-60, 416, '', bytes */10"})
  void aPartMayBeAskedFor(String range, int status, String body, String contentRange)
      throws Exception {
    HttpResponse<String> answer = get("auto", "/a.js", "Range", range);

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).isEqualTo(body);
    assertThat(answer.headers().firstValue("Content-Range")).contains(contentRange);
  }

  @Test
  void anAssetIsOnlyRead() throws Exception {
    HttpResponse<String> answer = edge
        .send(edge.request("auto.localhost", "/a.js").POST(BodyPublishers.ofString("x")));

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).contains("GET, HEAD");
    assertThat(edge.send(edge.request("auto.localhost", "/nope")
        .POST(BodyPublishers.ofString("x"))).body()).isEqualTo("worker /nope");
  }

  @ParameterizedTest
  @CsvSource({"/old, 301 to /about", "/old?a=1, 301 to /about?a=1", "/r/x/y, 302 to /docs/x/y",
      "/user/7, 308 to https://example.com/u?id=7", "/shown, 200 about",
      "/go%5Cevil.com, 302 to /%5Cevil.com", "/go//evil.com, 302 to /evil.com",
      "/go/%5C%2Fevil.com, 302 to /%5C%2Fevil.com",
      "/user/a%0D%0AX:b, 308 to https://example.com/u?id=a%0D%0AX:b"})
  void theRedirectsFileLeadsElsewhere(String path, String expected) throws Exception {
    assertThat(seen("auto", path)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"auto, /nope, 299 worker /nope", "drop, /nope, 299 worker /nope",
      "force, /api/nope, 299 worker /api/nope"})
  void theWorkerAnswersWhatIsNoPage(String site, String path, String expected) throws Exception {
    assertThat(seen(site, path)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"auto, /nope, 299 worker /nope", "force, /nope, 404 404",
      "force, /docs/nope, 404 docs 404", "force, /a/b/c, 404 404", "drop, /nope/x, 200 home"})
  void aPageThatIsMissingIsHandledAsSet(String site, String path, String expected)
      throws Exception {
    assertThat(seen(site, path, "Sec-Fetch-Mode", "navigate")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"force, /api/data.json, 299 worker /api/data.json", "force, /a.js, 200 0123456789",
      "force, /api/docs/x, 404 404", "none, /a.js, 299 worker /a.js",
      "none, /via/a.js, 200 0123456789"})
  void theWorkerComesFirstWhereItIsSet(String site, String path, String expected)
      throws Exception {
    assertThat(seen(site, path)).isEqualTo(expected);
  }
}
