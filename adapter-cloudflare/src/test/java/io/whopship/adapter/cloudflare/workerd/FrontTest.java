package io.whopship.adapter.cloudflare.workerd;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import io.whopship.ports.driven.Edge.Placement;
import io.whopship.ports.model.rollout.Percent;
import io.whopship.ports.model.rollout.Route;
import io.whopship.ports.model.rollout.StickyId;
import io.whopship.ports.model.rollout.Traffic;
import io.whopship.testkit.FakeArtifact;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What comes through the front, in both directions. */
class FrontTest {

  @TempDir
  static Path stateDirectory;

  static RunningEdge edge;

  @BeforeAll
  static void routeTwoSites() {
    edge = RunningEdge.start(stateDirectory).withHello(1).withHello(2);
    edge.routeAll(1, 1);
    edge.edge()
        .route(new Route("split.localhost", 1, "salt",
            new Traffic.Split(RunningEdge.release(1), RunningEdge.release(2), new Percent(50)),
            List.of()));
    edge.edge()
        .route(new Route("closed.localhost", 1, "salt",
            new Traffic.None(), List.of()));
  }

  @AfterAll
  static void close() {
    edge.close();
  }

  private static JsonObject echo(String... headers) throws Exception {
    return new JsonObject(edge.get("/api/echo", headers).body());
  }

  @Test
  void aWorkerIsToldWhoAsksAndWhere() throws Exception {
    JsonObject headers = echo().getJsonObject("headers");

    String host = RunningEdge.HOST + ":" + edge.edge().frontPort();
    assertThat(headers.getString("host")).isEqualTo(host);
    assertThat(headers.getString("x-forwarded-host")).isEqualTo(host);
    assertThat(headers.getString("x-forwarded-for")).isEqualTo("127.0.0.1");
    assertThat(headers.getString("x-forwarded-proto")).isEqualTo("http");
    assertThat(headers.getString("cf-connecting-ip")).isEqualTo("127.0.0.1");
  }

  @Test
  void aVisitorCannotSayWhatOnlyThePlatformSays() throws Exception {
    JsonObject headers = echo("X-Forwarded-For", "1.2.3.4", "CF-Connecting-IP", "1.2.3.4",
        "Forwarded", "for=1.2.3.4", "X-Middleware-Subrequest", "middleware",
        "X-Forwarded-Proto", "https", "X-Mine", "kept").getJsonObject("headers");

    assertThat(headers.encode()).doesNotContain("1.2.3.4").doesNotContain("x-middleware");
    assertThat(headers.getString("x-forwarded-proto")).isEqualTo("http");
    assertThat(headers.getString("x-mine")).isEqualTo("kept");
  }

  @Test
  void theHostIsTheSameInAnyCaseAndWithADotAtItsEnd() throws Exception {
    assertThat(edge.send(edge.request("MY-App.LocalHost.", "/api/version")).statusCode())
        .isEqualTo(200);
  }

  @Test
  void anUnknownHostIsToldSoInWords() throws Exception {
    HttpResponse<String> answer = edge.send(edge.request("nobody.localhost", "/"));

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.headers().firstValue("Content-Type")).contains("text/html;charset=utf-8");
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(answer.body()).contains("There is no site here");
  }

  @Test
  void aSiteWithoutAReleaseIsToldSoInWords() throws Exception {
    HttpResponse<String> answer = edge.send(edge.request("closed.localhost", "/"));

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).contains("not live yet");
  }

  @Test
  void aRequestWithoutAHostIsRefused() throws Exception {
    assertThat(rawly("GET / HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.0 400 ");
  }

  @Test
  void methodsThatAreNotForSitesAreRefused() throws Exception {
    String host = "Host: " + RunningEdge.HOST + "\r\n\r\n";

    assertThat(rawly("TRACE /api/echo HTTP/1.1\r\n" + host)).startsWith("HTTP/1.1 405 ")
        .contains("TRACE is not answered here");
    assertThat(rawly("CONNECT " + RunningEdge.HOST + ":80 HTTP/1.1\r\n" + host))
        .startsWith("HTTP/1.1 400 ")
        .contains("This is no proxy");
  }

  @Test
  void pathsOfThePlatformAreClosed() throws Exception {
    for (String path : List.of("/cdn-cgi", "/cdn-cgi/_next_cache/x", "/cdn%2Dcgi/x",
        "//cdn-cgi/x", "/a/../cdn-cgi/x")) {
      assertThat(edge.get(path).statusCode()).as(path).isEqualTo(404);
      assertThat(edge.get(path).body()).as(path).doesNotContain("by worker");
    }
  }

  @Test
  void withoutASplitNobodyGetsACookie() throws Exception {
    assertThat(edge.get("/").headers().firstValue("Set-Cookie")).isEmpty();
  }

  @Test
  void inASplitANewVisitorGetsALastingCookie() throws Exception {
    assertThat(
        edge.send(edge.request("split.localhost", "/")).headers().firstValue("Set-Cookie").get())
        .matches("__ws_id=[A-Za-z0-9_-]{22}; Max-Age=31536000; (Expires=[^;]+; )?Path=/; "
            + "HTTPOnly; SameSite=Lax");
  }

  @Test
  void inASplitAKnownVisitorGetsNoOther() throws Exception {
    assertThat(edge.visit("split.localhost", "/", new StickyId("known-known-known")).minted())
        .isNull();
  }

  @Test
  void aCookieThatIsNotOursIsReplaced() throws Exception {
    HttpResponse<String> answer = edge.send(edge.request("split.localhost", "/")
        .header("Cookie",
            "__ws_id=<script>"));

    assertThat(answer.headers().firstValue("Set-Cookie")).isPresent();
  }

  @Test
  void aBodyOfAnyLengthArrives() throws Exception {
    byte[] body = "0123456789".repeat(300_000).getBytes(StandardCharsets.US_ASCII);

    HttpResponse<String> answer = edge.send(edge.request(RunningEdge.HOST, "/api/echo")
        .expectContinue(true)
        .POST(BodyPublishers.ofByteArray(body)));

    assertThat(new JsonObject(answer.body()).getString("body")).hasSize(3_000_000);
  }

  @Test
  void aBodyOfUnknownLengthArrives() throws Exception {
    HttpResponse<String> answer = edge.send(edge.request(RunningEdge.HOST, "/api/echo")
        .POST(BodyPublishers.fromPublisher(BodyPublishers.ofString("in chunks"))));

    assertThat(new JsonObject(answer.body()).getString("body")).isEqualTo("in chunks");
  }

  @Test
  void fieldsAboutOneConnectionStayOnIt() throws Exception {
    String answer = rawly("GET /api/echo HTTP/1.1\r\nHost: " + RunningEdge.HOST
        + "\r\nConnection: close, X-Hop\r\nX-Hop: 1\r\nTE: trailers\r\nX-End: 1\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 200 ")
        .contains("x-end")
        .doesNotContain("x-hop",
            "trailers");
  }

  @Test
  void bigHeadersAndLongUrlsPass() throws Exception {
    assertThat(edge.get("/api/version?" + "q".repeat(15_000), "Cookie", "c=" + "x".repeat(100_000))
        .statusCode()).isEqualTo(200);
  }

  @Test
  void aStreamPassesChunkByChunk() throws Exception {
    assertThat(edge.place(3, FakeArtifact.EMPTY.file("open-next/worker/index.js", """
        let go = false;
        export default {
          fetch(request) {
            if (new URL(request.url).pathname === "/go") {
              go = true;
              return new Response("gone");
            }
            const { readable, writable } = new TransformStream();
            (async () => {
              const writer = writable.getWriter();
              await writer.write(new TextEncoder().encode("before\\n"));
              while (!go) await new Promise((resolve) => setTimeout(resolve, 10));
              await writer.write(new TextEncoder().encode("after\\n"));
              await writer.close();
            })();
            return new Response(readable);
          },
        };
        """))).isInstanceOf(Placement.Placed.class);
    edge.edge()
        .route(new Route("stream.localhost", 1, "salt",
            new Traffic.Whole(RunningEdge.release(3)), List.of()));

    var answer = edge.client()
        .send(edge.request("stream.localhost", "/").build(),
            BodyHandlers.ofInputStream());
    try (BufferedReader lines = new BufferedReader(
        new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
      assertThat(lines.readLine()).isEqualTo("before"); // while the worker still waits
      edge.send(edge.request("stream.localhost", "/go"));
      assertThat(lines.readLine()).isEqualTo("after");
    }
  }

  @Test
  void aWebSocketPasses() throws Exception {
    Messages messages = new Messages();
    WebSocket socket = edge.client()
        .newWebSocketBuilder()
        .header("Host", RunningEdge.HOST)
        .buildAsync(URI.create("ws://127.0.0.1:" + edge.edge().frontPort() + "/api/ws"), messages)
        .get(10, TimeUnit.SECONDS);

    socket.sendText("x".repeat(100_000), true).get(10, TimeUnit.SECONDS);

    assertThat(messages.first.get(10, TimeUnit.SECONDS)).startsWith("echo:xxx").hasSize(100_005);
    socket.abort();
  }

  @Test
  void aRefusedWebSocketIsAnsweredAsTheWorkerAnswers() throws Exception {
    String answer = rawly("GET /api/echo HTTP/1.1\r\nHost: " + RunningEdge.HOST
        + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 200 ").contains("\"method\":\"GET\"");
  }

  /** What a server answers, up to a pause of a second, to what no HTTP client would send. */
  private static String rawly(String request) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), edge.edge().frontPort())) {
      socket.setSoTimeout(1_000);
      OutputStream out = socket.getOutputStream();
      out.write(request.getBytes(StandardCharsets.US_ASCII));
      StringBuilder answer = new StringBuilder();
      byte[] buffer = new byte[8192];
      try {
        for (int n = socket.getInputStream().read(buffer); n >= 0; n = socket.getInputStream()
            .read(buffer)) {
          answer.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
        }
      } catch (SocketTimeoutException e) {
        // it keeps the connection: the answer is complete
      }
      return answer.toString();
    }
  }

  private static final class Messages implements WebSocket.Listener {

    private final StringBuilder parts = new StringBuilder();
    final CompletableFuture<String> first = new CompletableFuture<>();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
      parts.append(part);
      if (last) {
        first.complete(parts.toString());
      }
      socket.request(1);
      return CompletableFuture.completedFuture(null);
    }
  }
}
