package io.whopship.adapter.http;

import static io.whopship.adapter.http.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driven.PortException;
import io.whopship.ports.driven.RateLimits;
import io.whopship.ports.driving.FindDeployment;
import io.whopship.ports.driving.ListDeployments;
import io.whopship.ports.driving.ReadDeploymentLog;
import io.whopship.ports.model.Page;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is the same for all endpoints: who may come in, and what is said when something is wrong.
 */
class RefusalsTest {

  final Core core = new Core();

  @RegisterExtension
  final Api api = new Api(core);

  @RegisterExtension
  final LogLines operator = new LogLines();

  void answerAll() {
    core.findDeployment = (caller, id) -> new FindDeployment.Outcome.Found(Samples.active());
  }

  @Nested
  class Callers {

    Api.Reply getWith(String authorization) {
      return api.send(api.request("GET", "/deployments/123", BodyPublishers.noBody())
          .header("Authorization", authorization)
          .build());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer " + Core.TOKEN, "bearer " + Core.TOKEN,
        "BEARER   " + Core.TOKEN})
    void aTokenLetsIn(String authorization) {
      answerAll();

      assertThat(getWith(authorization).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer", "Bearer ", "Bearer wrong", Core.TOKEN, "Basic " + Core.TOKEN,
        "Bearer " + Core.TOKEN + " x", "Bearer" + Core.TOKEN})
    void anythingElseDoesNot(String authorization) {
      Api.Reply reply = getWith(authorization);

      assertProblem(reply, 401, "Unauthorized", "Invalid or missing authentication credentials");
      assertThat(reply.header("WWW-Authenticate")).isEqualTo("Bearer");
    }

    @Test
    void aTokenInTheQueryIsNoToken() {
      HttpRequest request = api.request("GET",
          "/deployments/123?token=" + Core.TOKEN + "&access_token=" + Core.TOKEN,
          BodyPublishers.noBody()).build();

      assertThat(api.send(request).status()).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({"POST,/deployments", "POST,/deployments/1/trigger", "GET,/deployments/1",
        "HEAD,/deployments/1", "GET,/deployments/1/logs", "DELETE,/deployments/1",
        "PUT,/deployments/1/artifact", "GET,/apps/1/deployments", "POST,/apps", "GET,/apps",
        "GET,/apps/1", "PATCH,/apps/1", "DELETE,/apps/1", "POST,/tokens"})
    void nobodyComesInWithoutOne(String method, String path) {
      HttpRequest request = api.request(method, path, BodyPublishers.noBody()).build();

      assertThat(api.send(request).status()).isEqualTo(401);
    }
  }

  @Nested
  class Limits {

    private static final RateLimits.Policy A_MINUTE = new RateLimits.Policy(120,
        Duration.ofMinutes(1));

    @Test
    void whoAsksTooOftenIsToldWhenToComeAgain() {
      core.limits = (owner, kind) -> new RateLimits.Verdict.Exceeded(A_MINUTE,
          Duration.ofMillis(11_001));

      Api.Reply reply = api.get("/deployments/123");

      assertProblem(reply, 429, "Too Many Requests",
          "Too many requests: wait before the next one");
      assertThat(reply.header("Retry-After")).isEqualTo("12");
      assertThat(reply.header("RateLimit")).isEqualTo("\"status\";r=0;t=12");
      assertThat(reply.header("RateLimit-Policy")).isEqualTo("\"status\";q=120;w=60");
    }

    @Test
    void theWaitIsNeverNone() {
      core.limits = (owner, kind) -> new RateLimits.Verdict.Exceeded(A_MINUTE, Duration.ZERO);

      assertThat(api.get("/deployments/123").header("Retry-After")).isEqualTo("1");
    }

    @Test
    void everyAnswerSaysHowManyMoreMayFollow() {
      core.limits = (owner, kind) -> new RateLimits.Verdict.Allowed(A_MINUTE, 7,
          Duration.ofMillis(56_500));
      core.readLog = (caller, id, after, limit) -> new ReadDeploymentLog.Outcome.NotYours();

      Api.Reply reply = api.get("/deployments/123/logs");

      assertThat(reply.status()).isEqualTo(403);
      assertThat(reply.header("RateLimit")).isEqualTo("\"logs\";r=7;t=57");
      assertThat(reply.header("RateLimit-Policy")).isEqualTo("\"logs\";q=120;w=60");
    }

    @Test
    void whatIsNotLimitedSaysNothingOfIt() {
      answerAll();

      assertThat(api.get("/deployments/123").header("RateLimit")).isEmpty();
    }

    @Test
    void statusAndLogsAreCountedApartFromTheRest() {
      List<RateLimits.Kind> counted = new ArrayList<>();
      core.limits = (owner, kind) -> {
        assertThat(owner).isEqualTo(Core.ACME.owner());
        counted.add(kind);
        return new RateLimits.Verdict.Unlimited();
      };
      answerAll();
      core.listDeployments = (caller, app, page) -> new ListDeployments.Outcome.NoSuchApp();
      core.readLog = (caller, id, after, limit) -> new ReadDeploymentLog.Outcome.NotYours();
      core.listApps = (caller, page) -> new Page<>(List.of(), 0);

      api.get("/deployments/123");
      api.get("/apps/456/deployments");
      api.get("/deployments/123/logs");
      api.get("/apps");

      assertThat(counted).containsExactly(RateLimits.Kind.STATUS, RateLimits.Kind.STATUS,
          RateLimits.Kind.LOGS, RateLimits.Kind.OTHER);
    }
  }

  @Nested
  class Bodies {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {"whopAppId": secret}         | Not valid JSON at line 1, column 15
        {"whopAppId": "secret"        | Not valid JSON at line 1, column 23
        {"a": "secret", "a": 1}       | Not valid JSON at line 1, column 20
        {} secret                     | Not valid JSON at line 1, column 4
        ["secret"]                    | Must be a JSON object
        "secret"                      | Must be a JSON object
        """)
    void whatIsNoJsonObjectIsRefusedAndNotQuoted(String body, String issue) {
      Api.Reply reply = api.post("/deployments", body);

      assertProblem(reply, 400, "Bad Request", "Invalid request body", "body", issue);
      assertThat(reply.text()).doesNotContain("secret");
    }

    @Test
    void anEmptyOneIsRefused() {
      assertProblem(api.post("/deployments", ""), 400, "Bad Request", "Invalid request body",
          "body", "Must be a JSON object");
    }

    @Test
    void oneThatIsNotUtf8IsRefused() {
      Api.Reply reply = api.send("POST", "/deployments",
          BodyPublishers.ofByteArray(new byte[]{'{', '"', (byte) 0xff, '"', ':', '1', '}'}));

      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.json().at("/details/field").textValue()).isEqualTo("body");
    }

    @Test
    void oneOfUnknownLengthThatIsTooLargeIsRefusedToo() {
      Api.Reply reply = api.send("POST", "/deployments", BodyPublishers
          .ofInputStream(() -> new ByteArrayInputStream(new byte[8 * 1024 * 1024])));

      assertProblem(reply, 413, "Content Too Large", "Request body is larger than 1048576 bytes");
    }

    @Test
    void oneThatBreaksOffIsRefused() throws IOException {
      try (Socket socket = api.connect()) {
        socket.getOutputStream()
            .write(("POST /deployments HTTP/1.1\r\nHost: a\r\n"
                + "Authorization: Bearer " + Core.TOKEN + "\r\nContent-Length: 100\r\n\r\n{")
                .getBytes(StandardCharsets.US_ASCII));
        socket.shutdownOutput();
        assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
            .startsWith("HTTP/1.1 400 ")
            .contains("Request ended before its body was complete: send it again");
      }
    }

    @Test
    void oneThatIsTooLargeIsRefusedAndTheReasonArrives() {
      assertProblem(api.post("/deployments", " ".repeat(8 * 1024 * 1024)), 413,
          "Content Too Large", "Request body is larger than 1048576 bytes");
    }
  }

  @Nested
  class Paths {

    @Test
    void aParameterThatIsNotEncodedIsRefused() throws IOException {
      assertThat(api.exchange("GET /apps?before=%31&limit=%3x HTTP/1.1\r\nHost: a\r\n"
          + "Authorization: Bearer " + Core.TOKEN + "\r\nConnection: close\r\n\r\n"))
          .startsWith("HTTP/1.1 400 ")
          .contains("limit: Must be URL-encoded");
    }

    @Test
    void oneThatIsNotThereIsNotFound() {
      assertProblem(api.get("/nothing/here"), 404, "Not Found", "No such endpoint");
    }

    @Test
    void aMethodThatIsNotThereNamesThoseThatAre() {
      Api.Reply reply = api.delete("/deployments");

      assertProblem(reply, 405, "Method Not Allowed", "This endpoint accepts only POST");
      assertThat(reply.header("Allow")).isEqualTo("POST");
    }

    @Test
    void aMethodBesideGetNamesHeadToo() {
      Api.Reply reply = api.post("/apps/1", "{}");

      assertThat(reply.status()).isEqualTo(405);
      assertThat(reply.header("Allow").split(", ")).containsExactlyInAnyOrder("GET", "HEAD",
          "PATCH", "DELETE");
    }

    @Test
    void aHeadIsAGetWithoutItsBody() {
      answerAll();

      Api.Reply reply = api.send("HEAD", "/deployments/123", BodyPublishers.noBody());

      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.header("Content-Type")).isEqualTo("application/json");
      assertThat(reply.text()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /deployments%2F1", "PUT /uploads/builds/..%2f/x",
        "DELETE /deployments/%00", "GET /deployments/;x/1"})
    void anAmbiguousOneIsRefusedByJettyInTheSameForm(String start) throws IOException {
      String reply = api.exchange(start + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

      assertThat(reply).startsWith("HTTP/1.1 400 ");
      assertThat(reply).containsIgnoringCase("Content-Type: application/problem+json")
          .containsIgnoringCase("X-Request-Id: ");
      assertThat(Api.json(reply.substring(reply.indexOf("\r\n\r\n"))).get("error").textValue())
          .isEqualTo("Bad Request");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GARBAGE\r\n\r\n", "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n"})
    void whatIsNoRequestIsRefused(String request) throws IOException {
      assertThat(api.exchange(request)).startsWith("HTTP/1.1 400 ").doesNotContain("<html");
    }
  }

  @Nested
  class FaultsOfTheWorld {

    Api.Reply failingWith(RuntimeException fault) {
      core.findDeployment = (caller, id) -> {
        throw fault;
      };
      return api.get("/deployments/123");
    }

    @Test
    void oneThatMayPassIsWorthAnotherTry() {
      Api.Reply reply = failingWith(
          new PortException.Unavailable("database: no answer", new IOException("timed out")));

      assertProblem(reply, 503, "Service Unavailable",
          "The server cannot reach a service it depends on: try again in a few seconds");
      assertThat(reply.header("Retry-After")).isEqualTo("5");
      assertThat(operator.messagesOf(Faults.class)).singleElement()
          .asString()
          .contains("database: no answer", "timed out", reply.header("X-Request-Id"));
    }

    @ParameterizedTest
    @CsvSource({"DATABASE,the database", "ARTIFACTS,the artifact store",
        "EDGE,the platform of the workers"})
    void whatIsAwayIsNamedWithoutItsAddress(PortException.Service service, String words) {
      Api.Reply reply = failingWith(
          new PortException.Unavailable("no answer from 10.0.0.7", null).of(service));

      assertProblem(reply, 503, "Service Unavailable",
          "The server cannot reach " + words + ": try again in a few seconds");
    }

    @Test
    void anyOtherIsUnexpectedAndLoggedOnceUnderTheIdThatTheCallerSees() {
      IllegalStateException fault = new IllegalStateException("something secret");

      Api.Reply reply = failingWith(fault);

      assertProblem(reply, 500, "Internal Server Error", "An unexpected error occurred");
      assertThat(operator.of(Faults.class)).singleElement().satisfies(line -> {
        assertThat(line.getFormattedMessage())
            .isEqualTo("request failed id=" + reply.header("X-Request-Id"));
        assertThat(line.getThrowableProxy().getMessage()).isEqualTo("something secret");
      });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void neitherARejectionNorCorruptDataIsTheCallersFault(boolean rejected) {
      assertProblem(
          failingWith(rejected
              ? new PortException.Rejected("no such bucket", null)
              : new PortException.Corrupt("unknown state", null)),
          500, "Internal Server Error", "An unexpected error occurred");
    }

    @Test
    void anErrorOfTheMachineIsToldLikeAnyOther() {
      core.findDeployment = (caller, id) -> {
        throw new StackOverflowError("very deep");
      };

      assertProblem(api.get("/deployments/123"), 500, "Internal Server Error",
          "An unexpected error occurred");
      assertThat(operator.of(Faults.class)).hasSize(1);
    }
  }
}
