package io.whopship.adapter.http;

import static io.whopship.adapter.http.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.adapter.http.peer.HttpPeers;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.driving.AnswerOnce;
import io.whopship.ports.driving.CreateApp;
import io.whopship.ports.driving.CreateDeployment;
import io.whopship.ports.driving.FindDeployment;
import io.whopship.ports.driving.TriggerDeployment;
import io.whopship.ports.driving.UpdateApp;
import io.whopship.ports.driving.logs.AppendLog;
import io.whopship.ports.model.apps.Variables;
import io.whopship.ports.model.artifact.ArtifactKey;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdempotencyTest {

  static final String BODY = "{\"whopAppId\": \"app_1\"}";

  final Core core = new Core();
  final FakeAnswers answers = new FakeAnswers();
  final FakeLogs logs = new FakeLogs(core);
  final List<UUID> created = new CopyOnWriteArrayList<>();
  final AtomicInteger triggered = new AtomicInteger();

  @RegisterExtension
  final Api api = new Api(core, answers);

  @RegisterExtension
  final LogLines operator = new LogLines();

  @BeforeEach
  void aCoreThatCounts() {
    core.createDeployment = (caller, app, method, metadata, checksum, uuid) -> {
      created.add(uuid == null ? new UUID(0, 0) : uuid);
      return new CreateDeployment.Outcome.Created(Samples.bareDeployment(),
          URI.create("http://api/uploads/" + created.size()), ArtifactKey.of(Samples.ID));
    };
    core.triggerDeployment = (caller, id) -> {
      triggered.incrementAndGet();
      return new TriggerDeployment.Outcome.NoSuchDeployment();
    };
  }

  Api.Reply post(String path, String body, String key) {
    return api.send("POST", path, BodyPublishers.ofString(body), "Idempotency-Key", key);
  }

  Api.Reply create(String key) {
    return post("/deployments", BODY, key);
  }

  @Nested
  class ARequestThatComesAgain {

    @Test
    void isAnsweredAsBeforeAndDoneOnce() {
      Api.Reply first = create("k1");
      Api.Reply second = create("k1");

      assertThat(first.status()).isEqualTo(201);
      assertThat(first.header("Idempotent-Replayed")).isEmpty();
      assertThat(second.status()).isEqualTo(201);
      assertThat(second.text()).isEqualTo(first.text());
      assertThat(second.header("Location")).isEqualTo(first.header("Location")).isNotEmpty();
      assertThat(second.header("Content-Type")).isEqualTo("application/json");
      assertThat(second.header("Idempotent-Replayed")).isEqualTo("true");
      assertThat(second.header("X-Request-Id")).isNotEqualTo(first.header("X-Request-Id"));
      assertThat(created).hasSize(1);
    }

    @Test
    void isJudgedAnewIfThereWereTooMany() {
      var usual = core.createDeployment;
      core.createDeployment = (caller, app, method, metadata, checksum,
          uuid) -> new CreateDeployment.Outcome.TooMany(10, Duration.ofHours(1));
      assertThat(create("k1").status()).isEqualTo(429);
      core.createDeployment = usual;

      assertThat(create("k1").status()).isEqualTo(201);
    }

    @Test
    void isNotDoneAgainIfItsAnswerCannotBeRead() {
      create("k1");
      answers.unreadable = true;

      assertProblem(create("k1"), 409, "Conflict", "This request was done before, but its answer"
          + " cannot be read any more: look with GET what came of it, and use another"
          + " Idempotency-Key to do it once more");
      assertThat(created).hasSize(1);
    }

    @Test
    void isTheSameWithItsKeyInQuotes() {
      create("a\"b\\c");
      create("\"a\\\"b\\\\c\"");

      assertThat(created).hasSize(1);
    }

    @Test
    void isDoneAgainWithAnotherKeyOrNone() {
      create("k1");
      create("k2");
      api.post("/deployments", BODY);

      assertThat(created).hasSize(3).doesNotHaveDuplicates().contains(new UUID(0, 0));
    }

    @Test
    void isAnsweredWithTheRefusalThatItGot() {
      Api.Reply first = post("/deployments/7/trigger", "", "k1");
      Api.Reply second = post("/deployments/7/trigger", "", "k1");

      assertProblem(first, 404, "Not Found", "Deployment not found");
      assertThat(second.status()).isEqualTo(404);
      assertThat(second.header("Content-Type")).isEqualTo("application/problem+json");
      assertThat(second.text()).isEqualTo(first.text());
      assertThat(triggered).hasValue(1);
    }

    @Test
    void isDoneForEachPathOfItsOwn() {
      post("/deployments/7/trigger", "", "k1");
      post("/deployments/8/trigger", "", "k1");

      assertThat(triggered).hasValue(2);
    }

    @Test
    void hasNoBodyIfTheFirstAnswerHadNone() {
      Api.Reply first = post("/session", "", "k1");
      Api.Reply second = post("/session", "", "k1");

      assertThat(second.status()).isEqualTo(204);
      assertThat(second.header("Set-Cookie")).isEqualTo(first.header("Set-Cookie")).isNotEmpty();
      assertThat(second.header("Content-Type")).isEmpty();
    }

    @Test
    void mayBeAPatch() {
      AtomicInteger updates = new AtomicInteger();
      core.updateApp = (caller, id, name, variables, rollout) -> {
        updates.incrementAndGet();
        return new UpdateApp.Outcome.NoSuchApp();
      };
      String name = "{\"name\": \"x\"}";
      api.send("PATCH", "/apps/1", BodyPublishers.ofString(name), "Idempotency-Key", "k");
      api.send("PATCH", "/apps/1", BodyPublishers.ofString(name), "Idempotency-Key", "k");

      assertThat(updates).hasValue(1);
    }

    @Test
    void addsItsLinesOnceAlsoIfOnlySomeOfThemWereTaken() {
      core.findDeployment = (caller,
          id) -> new FindDeployment.Outcome.Found(Samples.active());
      String rows = "{\"message\": \"one\"}\n{\"message\": 2}\n";
      for (int i = 0; i < 2; i++) {
        Api.Reply reply = api.send("POST", "/deployments/7/logs", BodyPublishers.ofString(rows),
            "Idempotency-Key", "k", "Content-Type", "application/x-ndjson");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().get("accepted").asInt()).isEqualTo(1);
      }
      assertThat(logs.allAppended()).extracting(AppendLog.Entry::message).containsExactly("one");
    }
  }

  @Nested
  class AKeyOfAnotherRequest {

    @Test
    void isRefused() {
      create("k1");

      assertProblem(post("/deployments", "{\"whopAppId\": \"app_2\"}", "k1"), 422,
          "Unprocessable Content",
          "This Idempotency-Key belongs to another request: choose another key, or send what was"
              + " sent first",
          "Idempotency-Key", "was used with another body, type or query");
      assertThat(created).hasSize(1);
    }

    @Test
    void isToldByItsQueryAndTypeToo() {
      create("k1");

      assertThat(post("/deployments?a=b", BODY, "k1").status()).isEqualTo(422);
      assertThat(api.send("POST", "/deployments", BodyPublishers.ofString(BODY), "Idempotency-Key",
          "k1", "Content-Type", "text/plain").status()).isEqualTo(422);
    }
  }

  @Nested
  class WhileTheFirstIsUnderWay {

    @Test
    void theSecondIsToldToComeAgain() throws Exception {
      CountDownLatch isIn = new CountDownLatch(1);
      CountDownLatch mayEnd = new CountDownLatch(1);
      core.triggerDeployment = (caller, id) -> {
        isIn.countDown();
        await(mayEnd);
        return new TriggerDeployment.Outcome.AlreadyTriggered(Samples.bareDeployment());
      };
      CompletableFuture<Api.Reply> first = CompletableFuture
          .supplyAsync(() -> post("/deployments/7/trigger", "", "k"));
      isIn.await();

      Api.Reply second = post("/deployments/7/trigger", "", "k");
      mayEnd.countDown();

      assertProblem(second, 409, "Conflict",
          "A request with this Idempotency-Key is under way: ask again in a moment");
      assertThat(second.header("Retry-After")).isEqualTo("1");
      assertThat(first.get().json().get("message").asText()).contains("already been triggered");
    }

    private static void await(CountDownLatch latch) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Nested
  class ARequestThatFails {

    @Test
    void isDoneAgainUnderTheSameName() {
      CreateDeployment works = core.createDeployment;
      core.createDeployment = (caller, app, method, metadata, checksum, uuid) -> {
        works.create(caller, app, method, metadata, checksum, uuid);
        throw new PortException.Unavailable("the store is away", null);
      };
      assertThat(create("k1").status()).isEqualTo(503);
      core.createDeployment = works;

      assertThat(create("k1").status()).isEqualTo(201);

      assertThat(created).hasSize(2);
      assertThat(created.getFirst()).isEqualTo(created.getLast());
    }

    @Test
    void freesItsKeyIfItsBodyWasWrong() {
      assertThat(post("/deployments", "{}", "k1").status()).isEqualTo(400);

      assertThat(create("k1").status()).isEqualTo(201);
    }

    @Test
    void freesItsKeyIfItsTypeWasWrong() {
      core.findDeployment = (caller,
          id) -> new FindDeployment.Outcome.Found(Samples.active());
      assertThat(log("text/html").status()).isEqualTo(415);

      assertThat(log("application/x-ndjson").status()).isEqualTo(201);
    }

    private Api.Reply log(String type) {
      return api.send("POST", "/deployments/7/logs",
          BodyPublishers.ofString("{\"message\": \"one\"}\n"), "Idempotency-Key", "k",
          "Content-Type", type);
    }

    @Test
    void isNotTakenForDeadWhileItMayBeUnderWay() {
      HttpPeers.Times peers = HttpPeers.Times.DEFAULT;
      Duration action = peers.connect().plus(peers.action());

      assertThat(action).isGreaterThan(RemoteHost.Times.DEFAULT.action());
      assertThat(AnswerOnce.LEASE).isGreaterThan(action.multipliedBy(2));
    }

    @Test
    void isAnsweredAllTheSameIfItsEndCannotBeNoted() {
      answers.fault = new PortException.Unavailable("the database is away", null);

      assertThat(create("k1").status()).isEqualTo(201);

      assertThat(operator.of(Repeats.class)).hasSize(1);
    }
  }

  @Nested
  class Bounds {

    @ParameterizedTest
    @ValueSource(strings = {"", "two words", "\"open", "\"a\"b", "\"\"", "größe"})
    void aKeyThatIsNoneIsRefused(String key) throws Exception {
      String answer = api.exchange("POST /deployments HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
          + Core.TOKEN + "\r\nIdempotency-Key: " + key
          + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

      assertThat(answer).startsWith("HTTP/1.1 400").contains("\"field\":\"Idempotency-Key\"");
      assertThat(created).isEmpty();
    }

    @Test
    void aKeyMayHave255Characters() {
      assertThat(create("k".repeat(255)).status()).isEqualTo(201);
      assertThat(create("k".repeat(256)).json().at("/details/issue").asText())
          .isEqualTo("Must have 1 to 255 characters, but has 256");
    }

    @Test
    void twoKeysAreRefused() {
      assertThat(api.send("POST", "/deployments", BodyPublishers.ofString(BODY), "Idempotency-Key",
          "a", "Idempotency-Key", "b").json().at("/details/issue").asText())
          .isEqualTo("Must be there once, but is there 2 times");
    }

    @Test
    void aBodyThatIsTooLongToBeKnownIsRefused() {
      Api.Reply reply = api.send("POST", "/deployments/7/logs",
          BodyPublishers.ofByteArray(new byte[1024 * 1024 + 1]), "Idempotency-Key", "k");

      assertProblem(reply, 413, "Content Too Large", "Request body is larger than 1048576 bytes,"
          + " the most that may come with an Idempotency-Key: send it in parts, or without that"
          + " header");
    }

    @Test
    void anAnswerThatIsTooLongToBeKeptIsSaidToHaveBeen() {
      core.createApp = (caller, whopAppId, name, subdomain,
          variables) -> new CreateApp.Outcome.Created(Samples.APP.withVariables(many()));
      String body = "{\"whopAppId\": \"a\", \"name\": \"n\", \"subdomain\": \"s\"}";
      assertThat(post("/apps", body, "k").status()).isEqualTo(201);
      core.createApp = (caller, whopAppId, name, subdomain, variables) -> {
        throw new AssertionError("done twice");
      };

      Api.Reply again = post("/apps", body, "k");

      assertThat(again.status()).isEqualTo(409);
      assertThat(again.json().get("message").asText()).isEqualTo("This request was done before,"
          + " but its answer was too long to be kept: ask for the resource with GET");
      assertThat(again.header("Location")).isEqualTo("/apps/456");
    }

    private static Variables many() {
      Map<String, String> all = new HashMap<>();
      for (int i = 0; i < 20; i++) {
        all.put("V" + i, "x".repeat(5_000));
      }
      return new Variables(all);
    }

    @Test
    void keysMeanNothingToOtherMethods() {
      core.findDeployment = (caller,
          id) -> new FindDeployment.Outcome.NoSuchDeployment();

      assertThat(api.send("GET", "/deployments/7", BodyPublishers.noBody(), "Idempotency-Key",
          "two words").status()).isEqualTo(404);
    }
  }
}
