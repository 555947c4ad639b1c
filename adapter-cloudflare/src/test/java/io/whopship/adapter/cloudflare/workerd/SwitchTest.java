package io.whopship.adapter.cloudflare.workerd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.whopship.adapter.cloudflare.workerd.WorkerdSettings.Times;
import io.whopship.ports.model.rollout.Route;
import io.whopship.ports.model.rollout.Traffic;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What visitors notice when a site changes its release: nothing. */
class SwitchTest {

  @TempDir
  Path stateDirectory;

  RunningEdge edge;

  @BeforeEach
  void serveTheFirstOfTwoReleases() {
    edge = RunningEdge.start(stateDirectory, new Times(Duration.ofSeconds(10),
        Duration.ofSeconds(20), Duration.ofSeconds(3), Duration.ofMinutes(10)))
        .withHello(1)
        .withHello(2);
    edge.routeAll(1, 1);
  }

  @AfterEach
  void close() {
    edge.close();
  }

  @Test
  void tenSwitchesUnderLoadFailNoRequest() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger answers = new AtomicInteger();
    try (ExecutorService visitors = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Void>> visits = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        visits.add(visitors.submit(() -> {
          while (!over.get()) {
            HttpResponse<String> answer = edge.get("/api/version");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            answers.incrementAndGet();
          }
          return null;
        }));
      }
      for (int generation = 2; generation <= 11; generation++) {
        int seen = answers.get();
        edge.routeAll(generation, 1 + generation % 2);
        await().until(() -> answers.get() > seen + 20 || visits.stream().anyMatch(Future::isDone));
      }
      over.set(true);
      for (Future<Void> visit : visits) {
        visit.get(10, TimeUnit.SECONDS);
      }
    }
  }

  @Test
  void anAnswerUnderWayEndsWhereItBegan() throws Exception {
    HttpResponse<InputStream> answer = edge.client()
        .send(edge.request(RunningEdge.HOST, "/api/stream").build(), BodyHandlers.ofInputStream());
    try (BufferedReader lines = new BufferedReader(
        new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
      assertThat(lines.readLine()).isEqualTo("chunk 0");

      edge.routeAll(2, 2);

      assertThat(edge.get("/api/version").body()).contains("v2");
      assertThat(lines.lines()).containsExactly("chunk 1", "chunk 2", "chunk 3", "chunk 4");
    }
    await().until(() -> RunningEdge.processes() == 1);
  }

  @Test
  void whoDoesNotFinishInTimeIsCutOff() throws Exception {
    WebSocket socket = edge.client()
        .newWebSocketBuilder()
        .header("Host", RunningEdge.HOST)
        .buildAsync(URI.create("ws://127.0.0.1:" + edge.edge().frontPort() + "/api/ws"),
            new WebSocket.Listener() {
            })
        .get(10, TimeUnit.SECONDS);

    edge.routeAll(2, 2);

    await().until(() -> RunningEdge.processes() == 1);
    await().until(socket::isInputClosed);
  }

  @Test
  void aReleaseThatIsStillASiteElsewhereGoesOn() throws Exception {
    edge.edge()
        .route(new Route("other.localhost", 1, "salt",
            new Traffic.Whole(RunningEdge.release(1)), List.of()));

    edge.routeAll(2, 2);

    assertThat(RunningEdge.processes()).isEqualTo(2);
    assertThat(edge.send(edge.request("other.localhost", "/api/version")).body()).contains("v1");
  }

  @Test
  void aPreviewWakesAReleaseThatLostItsTraffic() throws Exception {
    edge.edge()
        .route(new Route("my-app--1.localhost", 1, "salt",
            new Traffic.Whole(RunningEdge.release(1)), List.of()));
    edge.routeAll(2, 2);
    await().until(() -> RunningEdge.processes() == 1);

    assertThat(edge.send(edge.request("my-app--1.localhost", "/api/version")).body())
        .contains("v1");
  }
}
