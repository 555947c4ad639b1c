package io.whopship.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.whopship.ports.driven.Checkable.Check;
import io.whopship.ports.driving.FindDeployment;
import io.whopship.ports.model.DeploymentId;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DrainTest {

  final Core core = new Core();
  final FakeLogs logs = new FakeLogs(core);

  @RegisterExtension
  final Api api = new Api(core);

  String readiness() {
    Api.Reply reply = api.send(api.request("GET", "/readyz", BodyPublishers.noBody()).build());
    return reply.status() + " " + reply.json().get("status").asText();
  }

  @Test
  void aServerIsReadyWhenItCanAnswerWhateverElseIsGone() {
    core.checkNeeded = () -> Map.of("deployments", new Check.Usable());
    core.checkHealth = () -> Map.of("edge", new Check.Unusable("gone"));

    assertThat(readiness()).isEqualTo("200 ready");
  }

  @Test
  void aServerIsNotReadyWithoutWhatAllRequestsNeed() {
    core.checkNeeded = () -> Map.of("deployments", new Check.Unusable("gone"));

    assertThat(readiness()).isEqualTo("503 unusable");
  }

  @Test
  void aServerThatDrainsIsNotReadyButAnswersAndClosesItsConnections() {
    core.findDeployment = (caller, id) -> new FindDeployment.Outcome.NoSuchDeployment();
    assertThat(api.get("/deployments/1").header("Connection")).isEmpty();

    api.running().drain();

    assertThat(readiness()).isEqualTo("503 draining");
    Api.Reply reply = api.get("/deployments/1");
    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.header("Connection")).isEqualTo("close");
    assertThat(api.send(api.request("GET", "/healthz", BodyPublishers.noBody()).build()).status())
        .isEqualTo(200);
  }

  @Test
  void aServerThatAnnouncesItsEndServesAllAsBefore() {
    core.findDeployment = (caller, id) -> new FindDeployment.Outcome.Found(Samples.halfWay());
    CompletableFuture<Api.Reply> viewer = CompletableFuture
        .supplyAsync(() -> api.get("/deployments/123/logs/stream"));
    await().until(() -> logs.views.get() == 1);

    api.running().announceEnd();

    assertThat(readiness()).isEqualTo("503 draining");
    CompletableFuture<Api.Reply> another = CompletableFuture
        .supplyAsync(() -> api.get("/deployments/123/logs/stream"));
    await().until(() -> logs.views.get() == 2);
    assertThat(viewer).isNotDone();
    assertThat(api.get("/deployments/123").status()).isEqualTo(200);
    api.running().drain();
    assertThat(viewer.join().status()).isEqualTo(200);
    assertThat(another.join().status()).isEqualTo(200);
  }

  @Test
  void whoFollowsALogIsSentElsewhere() {
    core.findDeployment = (caller, id) -> new FindDeployment.Outcome.Found(Samples.halfWay());
    CompletableFuture<Api.Reply> viewer = CompletableFuture
        .supplyAsync(() -> api.get("/deployments/" + new DeploymentId(123) + "/logs/stream"));
    await().until(() -> logs.views.get() == 1);

    api.running().drain();

    assertThat(viewer.join().status()).isEqualTo(200);
    Api.Reply another = api.get("/deployments/123/logs/stream");
    assertThat(another.status()).isEqualTo(503);
    assertThat(another.header("Retry-After")).isEqualTo("5");
  }

  @Test
  void itIsIdleOnceWhatWasUnderWayIsAnswered() throws Exception {
    CountDownLatch isIn = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    core.findDeployment = (caller, id) -> {
      isIn.countDown();
      await().until(() -> mayEnd.getCount() == 0);
      return new FindDeployment.Outcome.NoSuchDeployment();
    };
    CompletableFuture<Api.Reply> reply = CompletableFuture
        .supplyAsync(() -> api.get("/deployments/1"));
    isIn.await();
    api.running().drain();
    assertThat(api.running().awaitIdle(Duration.ofMillis(50))).isFalse();

    mayEnd.countDown();

    assertThat(api.running().awaitIdle(Duration.ofSeconds(20))).isTrue();
    assertThat(reply.join().status()).isEqualTo(404);
  }

  @Test
  void aRequestForNoPathIsRefused() throws Exception {
    String answer = api.exchange("GET * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 400")
        .contains("application/problem+json", "The target must be a path, which starts with /");
  }
}
