package io.whopship.adapter.cloudflare.workerd;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.adapter.cloudflare.workerd.RawClient.Answer;
import io.whopship.ports.driven.Edge.Placement;
import io.whopship.ports.model.artifact.AssetSettings;
import io.whopship.ports.model.artifact.AssetSettings.HtmlHandling;
import io.whopship.ports.model.artifact.AssetSettings.NotFoundHandling;
import io.whopship.ports.model.artifact.AssetSettings.WorkerFirst;
import io.whopship.ports.model.rollout.Route;
import io.whopship.ports.model.rollout.Traffic;
import io.whopship.testkit.FakeArtifact;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same requests to this edge and to Cloudflare's own asset worker: status, body and header
 * fields are the same, but for what {@link AssetDifference} lists with its reason.
 */
class AssetConformanceTest {

  /** Stands in a request for the tag that the same file had when it was asked for before. */
  private static final String ETAG = "<etag>";

  private static final String WORKER = """
      export default {
        async fetch(request, env) {
          const url = new URL(request.url);
          if (url.pathname.startsWith("/via/")) {
            const target = new URL(url.pathname.slice("/via".length) + url.search, url);
            return env.ASSETS.fetch(new Request(target, request));
          }
          const text = `worker ${request.method} ${url.pathname}${url.search}`;
          return new Response(text, { status: 299, headers: { "X-Worker": "1" } });
        },
      };
      """;

  /** Sent to every site. */
  private static final List<String> REQUESTS = lines("requests.txt");

  /** Sent to the sites that have {@code _headers} and {@code _redirects}. */
  private static final List<String> RULE_REQUESTS = lines("rule-requests.txt");

  private static final List<String> ENDINGS = lines("endings.txt").stream()
      .flatMap(line -> Stream.of(line.split(" ", -1)))
      .toList();

  private static final Map<String, String> FILES = new LinkedHashMap<>();
  static {
    for (String path : List.of("index.html", "about.html", "404.html", "docs/index.html",
        "docs/guide.html", "docs/404.html", "docs/_headers", "both.html", "both/index.html",
        "named/index", "taken", "taken.html", "a.js", "no-ending", "100%.txt",
        "sp ace & größe 🚢.txt", "[id]-(x).js", "@scope/x.js", ".well-known/x.json", ".hidden",
        "_next/static/app.css", "api/data.json", "api/docs/x.json", "headers/a.txt",
        "headers/b.txt", "headers/deep/c.txt", "host/x.txt", "twice.txt", "large.txt",
        "indented.txt", "no-etag.txt", "no-type.txt", "cached.txt", "empty-value.txt",
        "shadowed.html")) {
      FILES.put(path, "content of " + path);
    }
    FILES.put("empty.txt", "");
    FILES.put("twin.html", "twins");
    FILES.put("twin/index.html", "twins");
    ENDINGS.forEach(ending -> FILES.put("types/x." + ending, ending));
  }

  private static final Map<String, String> RULES = Map.of("_redirects", text("_redirects"),
      "_headers", text("_headers"));

  record Site(String name, AssetSettings settings, boolean hasRules) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final WorkerFirst NEVER = new WorkerFirst.Never();
  private static final WorkerFirst PATTERNS = new WorkerFirst.Matching(
      List.of("/api/*", "!/api/docs/*", "/via/*"));

  private static final List<Site> SITES = List.of(
      site("auto", NEVER, HtmlHandling.AUTO_TRAILING_SLASH, NotFoundHandling.NONE, false),
      site("force", NEVER, HtmlHandling.FORCE_TRAILING_SLASH, NotFoundHandling.NONE, false),
      site("drop", NEVER, HtmlHandling.DROP_TRAILING_SLASH, NotFoundHandling.NONE, false),
      site("none", NEVER, HtmlHandling.NONE, NotFoundHandling.NONE, false),
      site("page", NEVER, HtmlHandling.AUTO_TRAILING_SLASH, NotFoundHandling.PAGE_404, false),
      site("spa", NEVER, HtmlHandling.AUTO_TRAILING_SLASH, NotFoundHandling.SINGLE_PAGE_APPLICATION,
          false),
      site("worker", new WorkerFirst.Always(), HtmlHandling.AUTO_TRAILING_SLASH,
          NotFoundHandling.PAGE_404, false),
      site("patterns-page", PATTERNS, HtmlHandling.DROP_TRAILING_SLASH, NotFoundHandling.PAGE_404,
          false),
      site("patterns-spa", PATTERNS, HtmlHandling.FORCE_TRAILING_SLASH,
          NotFoundHandling.SINGLE_PAGE_APPLICATION, false),
      site("rules", NEVER, HtmlHandling.AUTO_TRAILING_SLASH, NotFoundHandling.NONE, true),
      site("rules-page", PATTERNS, HtmlHandling.NONE, NotFoundHandling.PAGE_404, true));

  private static Site site(String name, WorkerFirst workerFirst, HtmlHandling html,
      NotFoundHandling notFound, boolean hasRules) {
    return new Site(name, new AssetSettings(workerFirst, html, notFound), hasRules);
  }

  private record Exchange(CompletableFuture<Answer> ours, CompletableFuture<Answer> theirs) {}

  /** By site and request. All are sent at the start: one by one would take a minute. */
  private static final Map<String, Exchange> EXCHANGES = new HashMap<>();

  @TempDir
  static Path directory;

  static RunningEdge edge;
  static Miniflare miniflare;
  static RawClient client;

  @BeforeAll
  static void serveTheSitesTwice() throws Exception {
    edge = RunningEdge.start(Files.createDirectory(directory.resolve("state")));
    client = new RawClient();
    List<Miniflare.Site> theirs = new ArrayList<>();
    for (int i = 0; i < SITES.size(); i++) {
      Site site = SITES.get(i);
      Map<String, String> files = new LinkedHashMap<>(FILES);
      files.putAll(site.hasRules() ? RULES : Map.of());
      Path folder = Files.createDirectory(directory.resolve(site.name()));
      FakeArtifact artifact = FakeArtifact.EMPTY.file("open-next/worker/index.js", WORKER);
      for (Map.Entry<String, String> file : files.entrySet()) {
        artifact = artifact.file("open-next/assets/" + file.getKey(), file.getValue());
        write(folder.resolve(file.getKey()), file.getValue());
      }
      theirs.add(new Miniflare.Site(site.name(), folder, site.settings()));
      assertThat(edge.place(i + 1, artifact, site.settings()))
          .isInstanceOf(Placement.Placed.class);
      edge.edge()
          .route(new Route(site.name() + ".localhost", 1, "salt",
              new Traffic.Whole(RunningEdge.release(i + 1)), List.of()));
    }
    miniflare = Miniflare.start(WORKER, theirs);
    SITES.forEach(site -> requests(site).forEach(request -> EXCHANGES.put(site.name() + request,
        new Exchange(ask(edge.edge().frontPort(), site, request),
            ask(miniflare.port(site.name()), site, request)))));
  }

  private static void write(Path file, String content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  @AfterAll
  static void close() throws Exception {
    client.close();
    miniflare.close();
    edge.close();
  }

  static Stream<Arguments> requests() {
    return SITES.stream().flatMap(site -> requests(site).map(it -> Arguments.of(site, it)));
  }

  private static Exchange exchange(Site site, String request) {
    return Objects.requireNonNull(EXCHANGES.get(site.name() + request));
  }

  private static Stream<String> requests(Site site) {
    if (site.hasRules()) {
      return RULE_REQUESTS.stream();
    }
    return site.name().equals("none")
        ? Stream.concat(REQUESTS.stream(), ENDINGS.stream().map(it -> "GET /types/x." + it))
        : REQUESTS.stream();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("requests")
  void theAnswerIsAsOnCloudflare(Site site, String request) throws Exception {
    Exchange exchange = exchange(site, request);
    Answer ours = exchange.ours().get(20, TimeUnit.SECONDS);
    Answer theirs = exchange.theirs().get(20, TimeUnit.SECONDS);
    Optional<AssetDifference> listed = AssetDifference.ALL.stream()
        .filter(difference -> difference.applies(site.settings(), request, theirs))
        .findFirst();

    assertThat(ours.differingFrom(theirs))
        .as("%s: %s%nours   %s%ntheirs %s%nlisted %s", site, request, ours, theirs, listed)
        .isEqualTo(listed.map(AssetDifference::parts).orElse(Set.of()));
  }

  static List<AssetDifference> differences() {
    return AssetDifference.ALL;
  }

  @ParameterizedTest
  @MethodSource("differences")
  void everyListedDifferenceIsMet(AssetDifference difference) {
    assertThat(SITES).anyMatch(site -> requests(site).anyMatch(request -> difference
        .applies(site.settings(), request, exchange(site, request).theirs().join())));
  }

  /** The tag of an answer is known to the one who got it before. */
  private static CompletableFuture<Answer> ask(int port, Site site, String request) {
    String host = site.name() + ".localhost";
    if (!request.contains(ETAG)) {
      return client.ask(port, host, request);
    }
    String without = request.replaceFirst(" \\| If-None-Match: .*", "")
        .replaceFirst("^\\S+", "GET");
    return client.ask(port, host, without).thenCompose(first -> {
      String etag = first.headers().getOrDefault("etag", "\"none\"");
      return client.ask(port, host, request.replace(ETAG, etag));
    });
  }

  private static List<String> lines(String resource) {
    return text(resource).lines().toList();
  }

  private static String text(String resource) {
    try (InputStream in = Objects.requireNonNull(
        AssetConformanceTest.class.getResourceAsStream("conformance/" + resource), resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
