package io.whopship.adapter.cloudflare.dispatch;

import static io.whopship.adapter.cloudflare.dispatch.RunningDispatcher.release;
import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.adapter.cloudflare.workerd.RawClient;
import io.whopship.adapter.cloudflare.workerd.RawClient.Answer;
import io.whopship.adapter.cloudflare.workerd.WorkerdBinary;
import io.whopship.adapter.cloudflare.workerd.WorkerdEdge;
import io.whopship.adapter.cloudflare.workerd.WorkerdSettings;
import io.whopship.ports.driven.ArtifactReader.OpenArtifact;
import io.whopship.ports.driven.Edge.Placing;
import io.whopship.ports.driven.Incidents;
import io.whopship.ports.driven.WorkerLogs;
import io.whopship.ports.model.apps.Variables;
import io.whopship.ports.model.artifact.WorkerBundle;
import io.whopship.ports.model.rollout.Percent;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.ports.model.rollout.Route;
import io.whopship.ports.model.rollout.Traffic;
import io.whopship.testkit.FakeArtifact;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The same requests, answered by the front on this machine and by the dispatcher, before the same
 * workers under the same routes. Where they differ, the table says in what.
 */
class FrontAndDispatcherTest {

  private static final String WHOLE = "whole.localhost";
  private static final String SPLIT = "split.localhost";
  private static final String CLOSED = "closed.localhost";

  @TempDir
  static Path directory;

  static WorkerdEdge edge;
  static RunningDispatcher dispatcher;
  static RawClient client;

  @BeforeAll
  static void publishOnBoth() {
    WorkerdBinary binary = WorkerdBinary.find(null, List.of(Path.of("workerd")));
    edge = WorkerdEdge.start(WorkerdSettings.local(directory.resolve("edge"), binary, 0),
        Incidents.IGNORED, WorkerLogs.IGNORED);
    dispatcher = RunningDispatcher.start(directory.resolve("dispatcher"));
    client = new RawClient();
    for (int number = 1; number <= 3; number++) {
      publish(release(number), worker(number),
          Map.of("/_next/static/" + number + ".js", "file " + number, "/page.txt", "page"));
    }
    List<ReleaseName> kept = List.of(release(3));
    route(new Route(WHOLE, 1, "salt", new Traffic.Whole(release(1)), kept));
    route(new Route(SPLIT, 1, "salt",
        new Traffic.Split(release(1), release(2), new Percent(50)), kept));
    route(new Route(CLOSED, 1, "salt", new Traffic.None(), kept));
  }

  /** Says what it was asked. */
  private static String worker(int number) {
    return """
        export default {
          async fetch(request) {
            const { pathname } = new URL(request.url);
            if (pathname === "/throw") throw new Error("on purpose");
            if (pathname.startsWith("/_next/static/")) return new Response("none", { status: 404 });
            const said = ["host", "x-mine", "x-forwarded-host", "x-forwarded-proto", "x-forwarded-port",
              "forwarded", "x-real-ip", "x-middleware-subrequest", "x-opennext-a", "x-whopship-depth",
              "cookie", "te", "proxy-connection", "expect"]
              .map((name) => [name, request.headers.get(name)])
              .filter(([name, value]) => value !== null);
            return new Response(JSON.stringify({ release: %d, method: request.method,
              url: request.url, said, body: await request.text() }), { headers: { "x-from": "worker" } });
          },
        };
        """
        .formatted(number);
  }

  private static void publish(ReleaseName release, String worker, Map<String, String> assets) {
    dispatcher.upload(release, worker, assets);
    FakeArtifact artifact = FakeArtifact.EMPTY.file("open-next/worker/index.js", worker);
    for (Map.Entry<String, String> asset : assets.entrySet()) {
      artifact = artifact.file("open-next/assets" + asset.getKey(), asset.getValue());
    }
    WorkerBundle bundle = artifact.bundle();
    try (OpenArtifact content = artifact.open()) {
      edge.place(new Placing(release, bundle, Variables.NONE), content, line -> {
      });
    }
  }

  private static void route(Route route) {
    edge.route(route);
    dispatcher.route(route, release -> null);
  }

  @AfterAll
  static void close() {
    client.close();
    dispatcher.close();
    edge.close();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '>', quoteCharacter = '`', emptyValue = "", textBlock = """
      whole.localhost > GET / >
      whole.localhost > GET /some/path?a=b&c=%20d >
      whole.localhost > GET /page.txt >
      whole.localhost > HEAD /page.txt >
      whole.localhost > HEAD / >
      whole.localhost > POST / >
      whole.localhost > OPTIONS / >
      whole.localhost > DELETE /x >
      whole.localhost > TRACE / >
      whole.localhost > GET /_next/static/1.js >
      whole.localhost > GET /_next/static/2.js >
      whole.localhost > GET /_next/static/3.js >
      whole.localhost > GET /_next/static/none.js >
      whole.localhost > GET /data?dpl=3 >
      whole.localhost > GET /data?dpl=2 >
      whole.localhost > GET /data | x-deployment-id: 3 >
      whole.localhost > GET /data?dpl=3 | Sec-Fetch-Mode: navigate >
      whole.localhost > GET /cdn-cgi >
      whole.localhost > GET /cdn-cgi/x >
      whole.localhost > GET /a//b/../c >
      whole.localhost > GET /%zz >
      whole.localhost > GET /a%2Fb >
      whole.localhost > GET / | X-Mine: kept >
      whole.localhost > GET / | X-Forwarded-Host: forged >
      whole.localhost > GET / | X-Forwarded-Proto: https >
      whole.localhost > GET / | X-Forwarded-Port: 1 >
      whole.localhost > GET / | Forwarded: for=1.2.3.4 >
      whole.localhost > GET / | X-Real-IP: 1.2.3.4 >
      whole.localhost > GET / | X-Middleware-Subrequest: a >
      whole.localhost > GET / | X-OpenNext-A: a >
      whole.localhost > GET / | X-WhopShip-Depth: 9 >
      whole.localhost > GET / | Cookie: a=b; c=d >
      whole.localhost > GET / | Proxy-Connection: keep-alive >
      whole.localhost > GET / | TE: trailers >
      whole.localhost > GET / | Connection: close, X-Mine | X-Mine: hop >
      closed.localhost > GET / >
      closed.localhost > GET /data?dpl=3 >
      split.localhost > GET / | Cookie: __ws_id=visitor-000000000001 >
      split.localhost > GET /data?dpl=1 >
      split.localhost > GET /data?dpl=2 | Cookie: __ws_id=visitor-000000000001 >
      split.localhost > GET /_next/static/1.js | Cookie: __ws_id=visitor-000000000001 >
      split.localhost > GET /_next/static/2.js | Cookie: __ws_id=visitor-000000000001 >
      split.localhost > GET /_next/static/3.js >
      split.localhost > GET / | Cookie: __ws_id=visitor-000000000007 >
      # its own page, not that of workerd
      whole.localhost > GET /throw > body, cache-control, content-type, retry-after
      # other spellings: refused by the dispatcher, here by the release's process
      whole.localhost > GET /cdn%2Dcgi/x > body, cache-control, content-type
      whole.localhost > GET //cdn-cgi/x > body, cache-control, content-type
      whole.localhost > GET /a/../cdn-cgi/x > body, cache-control, content-type
      # a request that is made anew has its URL in one spelling: the path
      whole.localhost > GET /%2e%2e/x > body
      # and the host
      WHOLE.LocalHost. > GET / > body
      # KV remembers for a minute what was not there
      nobody.localhost > GET / > body
      """)
  void theyAnswerAlike(String host, String request, String differences) throws Exception {
    Answer front = client.ask(edge.frontPort(), host, request).get(20, TimeUnit.SECONDS);
    Answer dispatched = client.ask(dispatcher.runtime().port(), host, request)
        .get(20, TimeUnit.SECONDS);

    assertThat(dispatched.differingFrom(front))
        .as("front:      %s%ndispatcher: %s", front, dispatched)
        .isEqualTo(differences == null ? Set.of() : Set.of(differences.split(", ", -1)));
  }
}
