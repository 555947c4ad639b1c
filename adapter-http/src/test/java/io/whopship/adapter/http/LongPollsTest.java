package io.whopship.adapter.http;

import static io.whopship.adapter.http.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.whopship.ports.driving.FindApp;
import io.whopship.ports.driving.FindDeployment;
import io.whopship.ports.model.deploy.DeploymentView;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LongPollsTest {

  static final Duration SECOND = Duration.ofSeconds(1);
  static final Duration MINUTE = Duration.ofSeconds(60);

  final Core core = new Core();
  final List<Runnable> watching = new CopyOnWriteArrayList<>();
  volatile FindDeployment.Outcome found = new FindDeployment.Outcome.Found(Samples.halfWay());

  /** Two may wait, one of each owner. */
  @RegisterExtension
  final Api api = new Api(core, HttpSettings.at("127.0.0.1", 0)
      .withStreams(
          new StreamSettings(MINUTE, SECOND, MINUTE, MINUTE, MINUTE, MINUTE, 2, 1, 1)));

  @BeforeEach
  void oneDeployment() {
    core.findDeployment = (caller, id) -> found;
    core.watchDeployment = (deployment, changed) -> {
      assertThat(deployment).isEqualTo(Samples.halfWay().deployment());
      watching.add(changed);
      return () -> watching.remove(changed);
    };
  }

  Api.Reply get(String path, String... headers) {
    return api.send("GET", path, BodyPublishers.noBody(), headers);
  }

  CompletableFuture<Api.Reply> waiting(String path, String... headers) {
    CompletableFuture<Api.Reply> reply = CompletableFuture.supplyAsync(() -> get(path, headers));
    await().until(() -> !watching.isEmpty() || reply.isDone());
    return reply;
  }

  void becomes(DeploymentView view) {
    found = new FindDeployment.Outcome.Found(view);
    watching.forEach(Runnable::run);
  }

  String tag() {
    return get("/deployments/123").header("ETag");
  }

  @Nested
  class Tags {

    @Test
    void nameWhatIsShown() {
      String first = tag();
      assertThat(first).matches("\"[A-Za-z0-9_-]{16}\"").isEqualTo(tag());

      becomes(Samples.active());

      assertThat(tag()).isNotEqualTo(first);
    }

    @Test
    void answerWhoHasItWithNothing() {
      Api.Reply same = get("/deployments/123", "If-None-Match", "\"x\", W/" + tag());

      assertThat(same.status()).isEqualTo(304);
      assertThat(same.header("ETag")).isEqualTo(tag());
      assertThat(same.text()).isEmpty();
      assertThat(get("/deployments/123", "If-None-Match", "*").status()).isEqualTo(304);
      assertThat(get("/deployments/123", "If-None-Match", "\"x\"").status()).isEqualTo(200);
    }

    @Test
    void areOfAppsToo() {
      core.findApp = (caller, id) -> new FindApp.Outcome.Found(Samples.APP,
          URI.create("http://my-app.localhost:8080"));
      String tag = get("/apps/456").header("ETag");

      assertThat(get("/apps/456", "If-None-Match", tag).status()).isEqualTo(304);
    }
  }

  @Nested
  class WhoSaysWhatTheyHave {

    @Test
    void isToldAtOnceWhenItIsSomethingElse() throws Exception {
      CompletableFuture<Api.Reply> reply = waiting("/deployments/123?wait=60s", "If-None-Match",
          tag());
      assertThat(reply).isNotDone();

      becomes(Samples.active());

      assertThat(reply.get().status()).isEqualTo(200);
      assertThat(reply.get().json().at("/deployment/status").asText()).isEqualTo("active");
      await().untilAsserted(() -> assertThat(watching).isEmpty());
    }

    @Test
    void isNotWokenByWhatIsNoNews() {
      CompletableFuture<Api.Reply> reply = waiting("/deployments/123?wait=60s", "If-None-Match",
          tag());

      becomes(Samples.halfWay());
      await().during(Duration.ofMillis(100)).until(() -> !reply.isDone());

      becomes(Samples.active());
      assertThat(reply.join().status()).isEqualTo(200);
    }

    @Test
    void isToldAtTheEndThatNothingIsNew() {
      assertThat(get("/deployments/123?wait=1s", "If-None-Match", tag()).status()).isEqualTo(304);
    }

    @Test
    void doesNotWaitIfTheyHaveSomethingElse() {
      assertThat(get("/deployments/123?wait=60", "If-None-Match", "\"old\"").status())
          .isEqualTo(200);
    }

    @Test
    void waitsForADeploymentThatIsOverToo() {
      found = new FindDeployment.Outcome.Found(Samples.active());
      core.watchDeployment = (deployment, changed) -> () -> {
      };

      assertThat(get("/deployments/123?wait=1", "If-None-Match", tag()).status()).isEqualTo(304);
    }
  }

  @Nested
  class WhoDoesNot {

    @Test
    void isToldWhenTheDeploymentIsOver() {
      CompletableFuture<Api.Reply> reply = waiting("/deployments/123?wait=60s");

      becomes(Samples.active());

      assertThat(reply.join().json().at("/deployment/status").asText()).isEqualTo("active");
    }

    @Test
    void isToldHowItIsAtTheEnd() {
      Api.Reply reply = get("/deployments/123?wait=1");

      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.json().at("/deployment/status").asText()).isEqualTo("deploying");
    }

    @Test
    void doesNotWaitIfItIsOver() {
      found = new FindDeployment.Outcome.Found(Samples.active());

      assertThat(get("/deployments/123?wait=60s").status()).isEqualTo(200);
    }
  }

  @Nested
  class AWait {

    @Test
    void endsWithTheDeployment() {
      CompletableFuture<Api.Reply> reply = waiting("/deployments/123?wait=60s");

      found = new FindDeployment.Outcome.NoSuchDeployment();
      watching.forEach(Runnable::run);

      assertProblem(reply.join(), 404, "Not Found", "Deployment not found");
    }

    @Test
    void endsWithTheServer() {
      CompletableFuture<Api.Reply> reply = waiting("/deployments/123?wait=60s");

      api.running().close();

      assertThat(reply.join().status()).isEqualTo(200);
    }

    @Test
    void isRefusedOnceAnOwnerHasTooMany() {
      CompletableFuture<Api.Reply> first = waiting("/deployments/123?wait=60s");

      Api.Reply second = get("/deployments/123?wait=60s");

      assertThat(second.status()).isEqualTo(429);
      assertThat(second.header("Retry-After")).isEqualTo("30");
      assertThat(second.json().get("message").asText())
          .startsWith("You have 1 waiting requests open already");
      becomes(Samples.active());
      assertThat(first.join().status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"61", "-1", "30m", "1000", "", "s"})
    void thatIsNoneIsRefused(String wait) {
      assertProblem(get("/deployments/123?wait=" + wait), 400, "Bad Request",
          "Invalid request parameter", "wait",
          "Must be seconds from 0 to 60, as in wait=30s, but is '" + wait + "'");
    }
  }
}
