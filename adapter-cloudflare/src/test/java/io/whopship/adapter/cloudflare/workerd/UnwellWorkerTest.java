package io.whopship.adapter.cloudflare.workerd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.whopship.adapter.cloudflare.workerd.WorkerdSettings.Bounds;
import io.whopship.adapter.cloudflare.workerd.WorkerdSettings.Times;
import io.whopship.ports.driven.Edge.Probe;
import io.whopship.ports.driven.Edge.ProbeResult;
import io.whopship.ports.model.rollout.Route;
import io.whopship.ports.model.rollout.Traffic;
import io.whopship.testkit.FakeArtifact;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a live worker that loops, leaks or cannot start, and of its neighbours. */
class UnwellWorkerTest {

  private static final FakeArtifact UNWELL = FakeArtifact.EMPTY.file("open-next/worker/index.js",
      """
          const kept = [];
          let id;
          export default {
            fetch(request) {
              const url = new URL(request.url);
              const number = Number(url.searchParams.get("n"));
              id ??= crypto.randomUUID();
              switch (url.pathname) {
                case "/loop":
                  for (;;) {}
                case "/compute":
                  let sum = 0;
                  for (let i = 0; i < number * 1e6; i++) sum += Math.sqrt(i) % 3;
                  return new Response(id, { headers: { sum } });
                case "/throw":
                  throw new TypeError("no such ship");
                case "/leak":
                  for (;;) kept.push(new Array(1000).fill(kept.length));
                case "/buffers":
                  for (let i = 0; i < number; i++) kept.push(new Uint8Array(1e7).fill(1));
                  return new Response(id);
                default:
                  return new Response(id);
              }
            },
          };
          """);

  private static final String NEIGHBOUR = "neighbour.localhost";
  private static final Times TIMES = new Times(Duration.ofSeconds(2), Duration.ofSeconds(60),
      Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofMinutes(10));

  @TempDir
  Path stateDirectory;

  /** What was reported of release 1. */
  final List<String> reported = new CopyOnWriteArrayList<>();

  RunningEdge edge;

  @BeforeEach
  void serveAWorkerThatCanBecomeUnwell() {
    WorkerdSettings settings = new WorkerdSettings(stateDirectory, RunningEdge.installedBinary(),
        "127.0.0.1", 0, "localhost", false, new Bounds(64, 400, 512), TIMES);
    edge = RunningEdge.start(settings, (release, line) -> {
      assertThat(release).isEqualTo(RunningEdge.release(1));
      reported.add(line);
    });
    edge.place(1, UNWELL);
    edge.routeAll(1, 1);
  }

  @AfterEach
  void close() {
    edge.close();
  }

  private String processId() throws Exception {
    HttpResponse<String> answer = edge.get("/");
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }

  private void awaitAnswer() {
    await().until(() -> edge.get("/").statusCode() == 200);
  }

  @Test
  void oneThatLoopsIsKilledWithinSecondsAndComesBack() throws Exception {
    String before = processId();
    long asked = System.nanoTime();

    assertThat(edge.get("/loop").statusCode()).isEqualTo(502);

    assertThat(Duration.ofNanos(System.nanoTime() - asked)).isBetween(TIMES.loop(),
        Duration.ofSeconds(30));
    awaitAnswer();
    assertThat(processId()).isNotEqualTo(before);
    assertThat(reported).singleElement()
        .asString()
        .matches("The worker crashed: it answered nothing for [0-9]+ s: does a request loop "
            + "without end\\? It is started again at once\\.");
  }

  @Test
  void oneThatLoopsForNobodyIsKilledToo() throws Exception {
    ProcessHandle before = RunningEdge.workerd().findFirst().orElseThrow();
    edge.edge()
        .probe(RunningEdge.release(1), RunningEdge.HOST,
            new Probe("/loop", Duration.ofMillis(200)));

    await().until(() -> !before.isAlive());
    awaitAnswer();
  }

  @Test
  void oneThatThrowsAnswers500ToAProbe() {
    await().untilAsserted(() -> assertThat(edge.edge()
        .probe(RunningEdge.release(1), RunningEdge.HOST,
            new Probe("/throw", Duration.ofSeconds(5))))
        .isInstanceOfSatisfying(ProbeResult.Answered.class,
            answered -> assertThat(answered.status()).isEqualTo(500)));
  }

  @Test
  void oneThatComputesForLessThanThatIsLeftAlone() throws Exception {
    String before = processId();

    HttpResponse<String> answer = edge.get("/compute?n=" + millionsInAMoment());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(processId()).isEqualTo(before);
    assertThat(reported).isEmpty();
  }

  /** How much to compute for a little over half of the time after which it would be killed. */
  private long millionsInAMoment() throws Exception {
    long began = System.nanoTime();
    edge.get("/compute?n=50");
    long tookNanos = System.nanoTime() - began;
    return 50 * TIMES.loop().toNanos() * 6 / 10 / tookNanos;
  }

  @Test
  void oneWhoseHeapIsFullComesBack() throws Exception {
    assertThat(edge.get("/leak").statusCode()).isEqualTo(502);

    awaitAnswer();
    assertThat(reported).containsExactly("The worker crashed: it used all of the 64 MB of "
        + "JavaScript heap that it may. It is started again at once.");
  }

  @Test
  void oneThatWantsMoreBuffersThanItMayIsToldSoAndLives() throws Exception {
    assertThat(edge.get("/buffers?n=60").statusCode()).isEqualTo(500);

    assertThat(processId()).isNotEmpty();
    assertThat(reported).noneMatch(line -> line.contains("crashed"));
  }

  @Test
  void oneThatGrowsIsReplacedBeforeAnyVisitorNotices() throws Exception {
    String before = processId();

    assertThat(edge.get("/buffers?n=33").statusCode()).isEqualTo(200);

    await().until(() -> !processId().equals(before)); // each of them answers 200
    assertThat(reported).singleElement()
        .asString()
        .matches("The worker was replaced by a fresh process: its memory has grown to 3[0-9]{2} of "
            + "400 MB\\. Does it keep what it should let go\\?");
    await().until(() -> RunningEdge.processes() == 1);
  }

  @Test
  void oneThatCannotStartAgainIsTriedUntilItCan() throws Exception {
    Path module = stateDirectory.resolve("releases/whopship-7-1/modules/0");
    String good = Files.readString(module);
    Files.writeString(module, "for (;;) {}");

    RunningEdge.workerd().forEach(ProcessHandle::destroyForcibly);

    await().until(() -> reported.size() == 2);
    assertThat(reported.getLast()).startsWith(
        "The worker did not start: the worker did not start within 2000 ms: does its top level wait"
            + " or loop?")
        .contains("It is started again in 1 s. It ended 2 times in a row.");
    await().until(() -> RunningEdge.processes() == 0);
    Files.writeString(module, good);
    await().until(() -> RunningEdge.processes() == 1); // without any visitor
    awaitAnswer();
  }

  @Test
  void itsNeighboursNoticeNothing() throws Exception {
    edge.withHello(2);
    edge.edge()
        .route(new Route(NEIGHBOUR, 1, "salt", new Traffic.Whole(RunningEdge.release(2)),
            List.of()));
    AtomicBoolean over = new AtomicBoolean();
    try (ExecutorService visitors = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Duration> slowest = visitors.submit(() -> slowestOfAllAnswers(over));
      for (String trouble : List.of("/loop", "/leak", "/buffers?n=60", "/loop")) {
        awaitAnswer();
        edge.get(trouble);
      }
      awaitAnswer();
      over.set(true);

      assertThat(slowest.get(10, TimeUnit.SECONDS)).isLessThan(Duration.ofSeconds(2));
    }
  }

  private Duration slowestOfAllAnswers(AtomicBoolean over) throws Exception {
    long slowest = 0;
    while (!over.get()) {
      long asked = System.nanoTime();
      HttpResponse<String> answer = edge.send(edge.request(NEIGHBOUR, "/api/version"));
      slowest = Math.max(slowest, System.nanoTime() - asked);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
    return Duration.ofNanos(slowest);
  }
}
