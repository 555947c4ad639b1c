package io.whopship.adapter.cloudflare.workerd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.whopship.adapter.cloudflare.workerd.WorkerdSettings.Bounds;
import io.whopship.adapter.cloudflare.workerd.WorkerdSettings.Times;
import io.whopship.ports.driven.Edge.Placement;
import io.whopship.ports.driven.Edge.Probe;
import io.whopship.ports.driven.Edge.ProbeResult;
import io.whopship.ports.model.rollout.Route;
import io.whopship.ports.model.rollout.Traffic;
import io.whopship.testkit.FakeArtifact;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left when something ends, in order or not. */
class SurvivalTest {

  /** Never answers, but says under {@code /arrived} whether somebody asked. */
  private static final FakeArtifact NEVER_DONE = FakeArtifact.EMPTY
      .file("open-next/worker/index.js",
          """
              let arrived = false;
              export default {
                async fetch(request) {
                  if (new URL(request.url).pathname === "/arrived") return new Response(String(arrived));
                  arrived = true;
                  await new Promise((resolve) => setTimeout(resolve, 600_000));
                },
              };
              """);

  @TempDir
  Path stateDirectory;

  @Test
  void aServerThatStartsAgainServesWhatWasPlaced() throws Exception {
    try (RunningEdge before = RunningEdge.start(stateDirectory).withHello(1)) {
      before.routeAll(1, 1);
      assertThat(before.get("/api/version").body()).contains("v1");
    }

    try (RunningEdge after = RunningEdge.start(stateDirectory)) {
      assertThat(after.get("/api/version").statusCode()).isEqualTo(404);
      after.routeAll(1, 1);
      assertThat(after.get("/api/version").body()).contains("v1");
      assertThat(after.get("/about").body()).contains("<title>About</title>");
    }
  }

  @Test
  void aServerThatEndsFinishesWhatIsUnderWay() throws Exception {
    RunningEdge edge = RunningEdge.start(stateDirectory).withHello(1);
    edge.routeAll(1, 1);
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(edge.client()
        .send(edge.request(RunningEdge.HOST, "/api/stream").build(), BodyHandlers.ofInputStream())
        .body(), StandardCharsets.UTF_8))) {
      assertThat(lines.readLine()).isEqualTo("chunk 0");

      edge.edge().close();

      assertThat(lines.lines()).containsExactly("chunk 1", "chunk 2", "chunk 3", "chunk 4");
      assertThat(RunningEdge.processes()).isZero();
    }
  }

  @Test
  void aLiveWorkerThatCrashesComesBackByItself() throws Exception {
    try (RunningEdge edge = RunningEdge.start(stateDirectory).withHello(1)) {
      edge.routeAll(1, 1);
      ProcessHandle crashed = RunningEdge.workerd().findFirst().orElseThrow();

      crashed.destroyForcibly();

      await().until(() -> !crashed.isAlive() && RunningEdge.processes() == 1);
      await().until(() -> edge.get("/api/version").statusCode() == 200);
    }
  }

  @Test
  void aRequestWhoseWorkerDiesIsAnsweredInWords() throws Exception {
    try (RunningEdge edge = RunningEdge.start(stateDirectory)) {
      edge.place(1, NEVER_DONE);
      edge.routeAll(1, 1);
      var answer = edge.client()
          .sendAsync(edge.request(RunningEdge.HOST, "/").build(),
              BodyHandlers.ofString());
      await().until(() -> edge.get("/arrived").body().equals("true"));

      RunningEdge.workerd().forEach(ProcessHandle::destroyForcibly);

      assertThat(answer.get().statusCode()).isEqualTo(502);
      assertThat(answer.get().headers().firstValue("Retry-After")).isPresent();
      assertThat(answer.get().body()).contains("The site did not answer");
    }
  }

  @Test
  void anAnswerThatDoesNotComeIsNotAwaitedForEver() throws Exception {
    Times impatient = new Times(Duration.ofSeconds(10), Duration.ofMillis(300),
        Duration.ofSeconds(5), Duration.ofMinutes(10));
    try (RunningEdge edge = RunningEdge.start(stateDirectory, impatient)) {
      edge.place(1, NEVER_DONE);
      edge.routeAll(1, 1);

      assertThat(edge.get("/").statusCode()).isEqualTo(504);
    }
  }

  @Test
  void aVisitorWhoLeftHoldsNothingUp() throws Exception {
    Times patient = new Times(Duration.ofSeconds(10), Duration.ofMinutes(2), Duration.ofMinutes(2),
        Duration.ofMinutes(10));
    try (RunningEdge edge = RunningEdge.start(stateDirectory, patient).withHello(2)) {
      edge.place(1, NEVER_DONE);
      edge.routeAll(1, 1);
      try (Socket visitor = new Socket(InetAddress.getLoopbackAddress(),
          edge.edge().frontPort())) {
        visitor.getOutputStream()
            .write(("GET / HTTP/1.1\r\nHost: " + RunningEdge.HOST
                + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        await().until(() -> edge.get("/arrived").body().equals("true"));
      }

      edge.routeAll(2, 2);

      await().until(() -> RunningEdge.processes() == 1); // long before the drain's time is over
    }
  }

  @Test
  void aReleaseWithoutTrafficSleepsAndALiveOneDoesNot() throws Exception {
    Times shortSleep = new Times(Duration.ofSeconds(10), Duration.ofSeconds(20),
        Duration.ofSeconds(5), Duration.ofMillis(300));
    try (RunningEdge edge = RunningEdge.start(stateDirectory, shortSleep).withHello(1)) {
      edge.routeAll(1, 1);
      ProcessHandle live = RunningEdge.workerd().findFirst().orElseThrow();
      edge.withHello(2);

      await().until(() -> RunningEdge.processes() == 1);

      assertThat(live.isAlive()).isTrue();
      assertThat(edge.edge()
          .probe(RunningEdge.release(2), RunningEdge.HOST, new Probe("/", Duration.ofSeconds(10))))
          .isInstanceOf(ProbeResult.Answered.class);
    }
  }

  @Test
  void twoHundredVisitorsAtOnceWakeOneProcess() throws Exception {
    Times shortSleep = new Times(Duration.ofSeconds(10), Duration.ofSeconds(20),
        Duration.ofSeconds(5), Duration.ofMillis(300));
    try (RunningEdge edge = RunningEdge.start(stateDirectory, shortSleep)) {
      edge.place(1, FakeArtifact.EMPTY.file("open-next/worker/index.js", """
          let id;
          export default { fetch: () => new Response((id ??= crypto.randomUUID())) };
          """));
      edge.edge()
          .route(new Route("my-app--1.localhost", 1, "salt",
              new Traffic.Whole(RunningEdge.release(1)), List.of()));
      await().until(() -> RunningEdge.processes() == 0);

      List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, 200)
          .mapToObj(i -> edge.client()
              .sendAsync(edge.request("my-app--1.localhost", "/").build(),
                  BodyHandlers.ofString()))
          .toList();

      assertThat(answers)
          .allSatisfy(answer -> assertThat(answer.get().statusCode()).isEqualTo(200));
      assertThat(answers.stream().map(answer -> answer.join().body()).distinct()).hasSize(1);
    }
  }

  @Test
  void aWorkerThatLoopsAtItsTopLevelIsRefusedInTime() {
    Times impatient = new Times(Duration.ofMillis(1_500), Duration.ofSeconds(20),
        Duration.ofSeconds(5), Duration.ofMinutes(10));
    try (RunningEdge edge = RunningEdge.start(stateDirectory, impatient)) {
      Placement placement = edge.place(1,
          FakeArtifact.EMPTY.file("open-next/worker/index.js", "for (;;) {}"));

      assertThat(placement).isInstanceOfSatisfying(Placement.Refused.class,
          refused -> assertThat(refused.reason()).contains("did not start within 1500 ms"));
      await().until(() -> RunningEdge.processes() == 0);
    }
  }

  @Test
  void aWorkerThatLoopsInARequestHoldsUpNobodyElse() throws Exception {
    try (RunningEdge edge = RunningEdge.start(stateDirectory).withHello(1)) {
      edge.routeAll(1, 1);
      edge.place(2, FakeArtifact.EMPTY.file("open-next/worker/index.js",
          "export default { fetch() { for (;;) {} } };"));

      assertThat(edge.edge()
          .probe(RunningEdge.release(2), RunningEdge.HOST, new Probe("/", Duration.ofMillis(500))))
          .isInstanceOf(ProbeResult.Silent.class);
      assertThat(edge.get("/api/version").statusCode()).isEqualTo(200);
      edge.edge().remove(RunningEdge.release(2));
      assertThat(RunningEdge.processes()).isEqualTo(1);
    }
  }

  @Test
  void aLiveWorkerThatOnlyWaitsIsNotKilled() throws Exception {
    Times impatient = new Times(Duration.ofSeconds(10), Duration.ofMillis(300),
        Duration.ofMillis(400), Duration.ofSeconds(5), Duration.ofMinutes(10));
    try (RunningEdge edge = RunningEdge.start(stateDirectory, impatient)) {
      edge.place(1, NEVER_DONE);
      edge.routeAll(1, 1);
      ProcessHandle worker = RunningEdge.workerd().findFirst().orElseThrow();

      assertThat(edge.get("/").statusCode()).isEqualTo(504);

      await().during(Duration.ofSeconds(1)).until(worker::isAlive);
    }
  }

  @Test
  void aWorkerThatFetchesItsOwnSiteWithoutEndIsCutOff() throws Exception {
    WorkerdSettings small = new WorkerdSettings(stateDirectory, RunningEdge.installedBinary(),
        "127.0.0.1", 0, "localhost", false, new Bounds(256, 1024, 20), RunningEdge.QUICK);
    try (RunningEdge edge = RunningEdge.start(small)) {
      edge.place(1, FakeArtifact.EMPTY.file("open-next/worker/index.js", """
          let depth = 0;
          export default {
            async fetch(request) {
              depth++;
              const inner = await fetch(request.url);
              return new Response(inner.status === 503 ? `depth ${depth}` : await inner.text());
            },
          };
          """));
      edge.routeAll(1, 1);

      assertThat(edge.get("/").body()).isEqualTo("depth 20");
    }
  }

  @Test
  void noWorkerOutlivesAKilledServer() throws Exception {
    assertNoWorkerOutlives(server -> server.destroyForcibly());
  }

  @Test
  void noWorkerOutlivesAServerThatIsTerminatedWithAllThatItStarted() throws Exception {
    assertNoWorkerOutlives(server -> {
      server.descendants().forEach(ProcessHandle::destroy);
      server.destroy();
    });
  }

  private void assertNoWorkerOutlives(Consumer<Process> end) throws Exception {
    Process server = new ProcessBuilder(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
        System.getProperty("java.class.path"), ServerOfItsOwn.class.getName(),
        stateDirectory.toString()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (BufferedReader output = server.inputReader()) {
      assertThat(output.lines().anyMatch("running"::equals)).isTrue();
      List<ProcessHandle> workers = RunningEdge.workerd(server.toHandle()).toList();
      assertThat(workers).hasSize(2);
      await().until(() -> workers.stream()
          .anyMatch(worker -> Vitals.of(worker).cpu().compareTo(Duration.ofSeconds(1)) > 0));

      end.accept(server);

      await().until(() -> workers.stream().noneMatch(ProcessHandle::isAlive));
    } finally {
      server.destroyForcibly();
    }
  }

  /** Runs two workers, one of which does not hear TERM, until it is killed. */
  static final class ServerOfItsOwn {

    private ServerOfItsOwn() {}

    public static void main(String[] arguments) throws IOException {
      RunningEdge edge = RunningEdge.start(Path.of(arguments[0])).withHello(1);
      edge.place(2, FakeArtifact.EMPTY.file("open-next/worker/index.js",
          "export default { fetch() { for (;;) {} } };"));
      edge.edge()
          .probe(RunningEdge.release(2), RunningEdge.HOST, new Probe("/", Duration.ofMillis(200)));
      System.out.println("running");
      int unused = System.in.read(); // until the end
    }
  }
}
