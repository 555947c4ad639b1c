package io.whopship.adapter.cloudflare.workerd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.whopship.adapter.cloudflare.workerd.WorkerdSettings.Bounds;
import io.whopship.adapter.cloudflare.workerd.WorkerdSettings.Times;
import io.whopship.adapter.cloudflare.workerd.logs.WorkerLogging;
import io.whopship.adapter.cloudflare.workerd.storage.StorageLimits;
import io.whopship.ports.driven.Edge.Probe;
import io.whopship.ports.driven.Incidents;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogType;
import io.whopship.testkit.FakeArtifact;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What running workers say reaches whoever listens. */
class WorkerLogsTest {

  private static final FakeArtifact TALKATIVE = FakeArtifact.EMPTY
      .file("open-next/assets/style.css", "body {}")
      .file("open-next/worker/index.js",
          """
              console.log("waking");
              export default {
                async fetch(request, env, context) {
                  const url = new URL(request.url);
                  const number = Number(url.searchParams.get("n"));
                  switch (url.pathname) {
                    case "/print":
                      console.log("a", 1, { b: [2, new Map([["c", 3]])] }, undefined);
                      console.info("%s of %d", "one", 2);
                      console.debug("first\\nsecond\\r\\nthird");
                      console.warn("careful");
                      console.error(new TypeError("logged"));
                      return new Response("printed");
                    case "/slow":
                      console.log("before");
                      await scheduler.wait(number);
                      return new Response("slow");
                    case "/throw":
                      throw new TypeError("no such\\nship");
                    case "/later":
                      context.waitUntil(scheduler.wait(20).then(() => { throw new Error("too late"); }));
                      return new Response("later");
                    case "/long":
                      console.log("x".repeat(number));
                      return new Response("long");
                    case "/flood": {
                      const line = "x".repeat(16000);
                      for (const end = Date.now() + number; Date.now() < end;) console.log(line);
                      return new Response("flooded");
                    }
                    case "/fetch":
                      try {
                        const answer = await fetch(url.searchParams.get("url"), { method: "POST", body: "{}" });
                        return new Response("status " + answer.status);
                      } catch (e) {
                        return new Response("refused");
                      }
                    case "/bindings":
                      return Response.json(Object.keys(env));
                    default:
                      return new Response("no", { status: 404 });
                  }
                },
              };
              """);

  @TempDir
  Path stateDirectory;

  HeardLines heard = new HeardLines(RunningEdge.release(1));

  RunningEdge edge;

  private void serve(WorkerLogging logging, Times times) {
    edge = RunningEdge.start(new WorkerdSettings(stateDirectory, RunningEdge.installedBinary(),
        "127.0.0.1", 0, "localhost", false, Bounds.DEFAULT, StorageLimits.DEFAULT, times, logging),
        Incidents.IGNORED, heard);
    edge.place(1, TALKATIVE);
    edge.routeAll(1, 1);
  }

  @BeforeEach
  void serve() {
    serve(WorkerLogging.ALL, RunningEdge.QUICK);
  }

  private void serveAgain(WorkerLogging logging, Times times) {
    edge.close();
    heard = new HeardLines(RunningEdge.release(1));
    serve(logging, times);
  }

  @AfterEach
  void close() {
    edge.close();
  }

  private void awaitMessage(String step, String message) {
    await().untilAsserted(() -> assertThat(heard.messages(step)).contains(message));
  }

  @Test
  void whatItPrintsIsToldAsAConsoleShowsIt() throws Exception {
    Instant before = Instant.now().minusMillis(1);

    edge.get("/print");

    awaitMessage("console", "TypeError: logged");
    await().until(() -> heard.of("console").size() == 9);
    assertThat(heard.of("console")).extracting(LogLine::type, LogLine::message)
        .map(Object::toString)
        .containsExactly("(STDOUT, \"waking\")",
            "(STDOUT, \"a 1 { b: [ 2, Map(1) { 'c' => 3 } ] } undefined\")",
            "(STDOUT, \"one of 2\")",
            "(STDOUT, \"first\")", "(STDOUT, \"second\")", "(STDOUT, \"third\")",
            "(STDERR, \"careful\")", "(STDERR, \"TypeError: logged\")",
            "(STDERR, \"    at Object.fetch (file:///bundle/index.js:12:23)\")");
    assertThat(heard.of("console").subList(3, 6)).extracting(LogLine::metadata)
        .containsExactly(Map.of(), Map.of("continuation", "true"), Map.of("continuation", "true"));
    assertThat(heard.of("console").subList(1, 9)).extracting(LogLine::at)
        .allMatch(at -> at.isAfter(before) && at.isBefore(Instant.now().plusMillis(1)));
  }

  @Test
  void aLineIsThereBeforeItsRequestIsOver() throws Exception {
    CompletableFuture<HttpResponse<String>> answer = edge.client()
        .sendAsync(edge.request(RunningEdge.HOST, "/slow?n=5000").build(), BodyHandlers.ofString());

    awaitMessage("console", "before");
    assertThat(answer).isNotDone();
    assertThat(heard.of("request")).isEmpty();
    answer.cancel(true);
  }

  @Test
  void anUncaughtExceptionIsToldWithItsStack() throws Exception {
    assertThat(edge.get("/throw?secret=1").statusCode()).isEqualTo(500);

    awaitMessage("request", "GET /throw exception");
    assertThat(heard.of("exception")).allMatch(line -> line.type() == LogType.ERROR)
        .allMatch(line -> "/throw".equals(line.metadata().get("path")))
        .extracting(LogLine::message)
        .containsExactly("TypeError: no such", "ship",
            "    at Object.fetch (file:///bundle/index.js:19:15)");
  }

  @Test
  void whatFailsAfterTheAnswerIsToldToo() throws Exception {
    assertThat(edge.get("/later").statusCode()).isEqualTo(200);

    awaitMessage("exception", "Error: too late");
    awaitMessage("request", "GET /later 200");
  }

  @Test
  void eachRequestToTheWorkerIsToldWithItsOutcomeAndWithoutItsQuery() throws Exception {
    edge.get("/style.css");
    edge.get("/nowhere/0123456789abcdef0123456789abcdef?secret=1", "X-Request-Id", "r-1");

    await().until(() -> heard.of("request").size() == 1);
    LogLine line = heard.of("request").getFirst();
    assertThat(line.type()).isEqualTo(LogType.INFO);
    assertThat(line.message()).isEqualTo("GET /nowhere/0123456789abcdef0123456789abcdef 404");
    assertThat(line.metadata()).containsAllEntriesOf(Map.of("method", "GET", "path",
        "/nowhere/0123456789abcdef0123456789abcdef", "status", "404", "outcome", "ok",
        "request_id", "r-1")).containsKey("duration_ms").hasSize(6);
  }

  @Test
  void whatIsTooLongIsCutAndSaysSo() throws Exception {
    edge.get("/long?n=20000");
    edge.get("/long?n=3000000");

    await().until(() -> heard.of("console").size() == 3);
    assertThat(heard.messages("console").get(1)).hasSizeLessThan(17_000)
        .endsWith("xx … (3,616 more characters were cut)");
    assertThat(heard.messages("console").get(2)).hasSizeLessThan(17_000)
        .matches("x+ … \\(2,98[0-9],[0-9]{3} more characters were cut\\)");
  }

  @Test
  void whatBecomesOfItsProcessIsToldAndTheCountGoesOn() throws Exception {
    RunningEdge.workerd().forEach(ProcessHandle::destroyForcibly);

    awaitMessage("worker", "restarted after a crash");
    assertThat(heard.of("worker")).extracting(LogLine::type)
        .containsExactly(LogType.INFO, LogType.ERROR, LogType.INFO);
    assertThat(heard.messages("worker").getFirst()).isEqualTo("started");
    assertThat(heard.messages("worker").get(1)).startsWith("The worker crashed: ");
    assertThat(heard.epoch()).matches("[0-9a-f]{8}");
    assertThat(heard.lost()).isZero();

    edge.edge().remove(RunningEdge.release(1));

    awaitMessage("worker", "stopped: removed");
  }

  @Test
  void oneThatSpeaksOfEachRequestFallsAsleepAllTheSame() throws Exception {
    serveAgain(WorkerLogging.ALL, new Times(Duration.ofSeconds(10), Duration.ofSeconds(20),
        Duration.ofSeconds(5), Duration.ofMillis(300)));
    edge.get("/throw");

    edge.edge().unroute(RunningEdge.HOST);
    edge.edge()
        .probe(RunningEdge.release(1), RunningEdge.HOST,
            new Probe("/print", Duration.ofSeconds(10)));

    awaitMessage("worker", "stopped: idle");
  }

  @Test
  void onlyTheConsoleCanBeListenedTo() throws Exception {
    serveAgain(WorkerLogging.CONSOLE, RunningEdge.QUICK);

    edge.get("/throw");
    edge.get("/print");

    awaitMessage("console", "careful");
    assertThat(heard.messages("exception")).containsExactly("TypeError: no such", "ship");
    assertThat(heard.of("request")).isEmpty();
  }

  @Test
  void itCanBeLeftUnheard() throws Exception {
    serveAgain(WorkerLogging.OFF, RunningEdge.QUICK);

    edge.get("/print");

    HeardLines unheard = heard;
    serveAgain(WorkerLogging.ALL, RunningEdge.QUICK); // the process before has ended
    assertThat(unheard.all()).isEmpty();
  }

  @Test
  void oneThatPrintsWithoutEndLosesLinesAndHoldsUpNobody() throws Exception {
    assertThat(edge.get("/flood?n=1500").statusCode()).isEqualTo(200);
    edge.get("/slow?n=1100");
    edge.get("/nowhere");

    awaitMessage("request", "GET /nowhere 404");
    assertThat(heard.lost()).isPositive();
    assertThat(heard.of("console").size()).isBetween(200, 1_500);
  }

  /** The address and the key with which the tail worker of the release reaches this server. */
  private record Collector(int port, String key) {}

  private Collector collector() throws Exception {
    String config = Files.readString(stateDirectory.resolve("releases/whopship-7-1/config.capnp"));
    Matcher matcher = Pattern
        .compile("\"collector\", external = \\(address = \"127.0.0.1:([0-9]+)\""
            + ".*?value = \"([^\"]+)\"", Pattern.DOTALL)
        .matcher(config);
    assertThat(matcher.find()).isTrue();
    return new Collector(Integer.parseInt(matcher.group(1)), matcher.group(2));
  }

  @Test
  void noWorkerReachesTheCollectorOrSeesItsKey() throws Exception {
    Collector collector = collector();

    for (String url : List.of("http://127.0.0.1:" + collector.port() + "/",
        "http://localhost:" + collector.port() + "/", "http://collector/")) {
      assertThat(edge.get("/fetch?url=" + url).body()).as(url)
          .isIn("refused", "status 403", "status 404", "status 500", "status 502");
    }
    assertThat(edge.get("/bindings").body()).doesNotContain("COLLECTOR");
    assertThat(heard.lost()).isZero();
  }

  /** Its place is taken by somebody who never says what he came for. */
  @Test
  void whatTheServerDoesNotTakeIsAHole() throws Exception {
    Collector collector = collector();
    List<Socket> silent = List.of(speaker(collector), speaker(collector));
    await().until(() -> isFull(collector));

    assertThat(edge.get("/nowhere").statusCode()).isEqualTo(404);
    assertThat(edge.get("/throw").statusCode()).isEqualTo(500);

    await().until(() -> { // what was lost is told with the next that is taken
      for (Socket socket : silent) {
        socket.close();
      }
      edge.get("/nowhere");
      return heard.lost() >= 1;
    });
  }

  private static Socket speaker(Collector collector) throws Exception {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), collector.port());
    OutputStream out = socket.getOutputStream();
    out.write(("POST / HTTP/1.1\r\nHost: collector\r\nX-WhopShip-Logs: " + collector.key()
        + "\r\nContent-Length: 2\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static boolean isFull(Collector collector) throws Exception {
    try (Socket third = speaker(collector)) {
      return new String(third.getInputStream().readNBytes(12), StandardCharsets.US_ASCII)
          .endsWith("429");
    }
  }
}
