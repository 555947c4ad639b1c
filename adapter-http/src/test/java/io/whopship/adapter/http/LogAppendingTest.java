package io.whopship.adapter.http;

import static io.whopship.adapter.http.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.whopship.ports.driven.PortException;
import io.whopship.ports.driving.FindDeployment;
import io.whopship.ports.driving.logs.AppendLog;
import io.whopship.ports.driving.logs.AppendLog.Entry;
import io.whopship.ports.model.deploy.Status;
import io.whopship.ports.model.logs.Cursor;
import io.whopship.ports.model.logs.LogType;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class LogAppendingTest {

  static final String PATH = "/deployments/123/logs";

  final Core core = new Core();
  final FakeLogs logs = new FakeLogs(core);

  @RegisterExtension
  final Api api = new Api(core, new HttpSettings("127.0.0.1", 0, 1, 1, Duration.ofMillis(500),
      Duration.ofSeconds(10)).withStreams(
          new StreamSettings(Duration.ofSeconds(15),
              Duration.ofSeconds(30), Duration.ofSeconds(300), Duration.ofSeconds(1800),
              Duration.ofSeconds(1), Duration.ofSeconds(20), 1, 1, 1)));

  @BeforeEach
  void aDeploymentOfTheCaller() {
    core.findDeployment = (caller, id) -> new FindDeployment.Outcome.Found(Samples.halfWay());
  }

  Api.Reply send(String type, String body, String query) {
    return api.send("POST", PATH + query, BodyPublishers.ofString(body), "Content-Type", type);
  }

  static String messages(int count, String format) {
    return IntStream.range(0, count).mapToObj(format::formatted).collect(Collectors.joining("\n"));
  }

  @Test
  void aDocumentIsAddedAsAWhole() {
    Api.Reply reply = api.post(PATH, """
        {"lines": [
          {"message": "compiling", "log_type": "coding", "step_name": "build",
           "progress_percentage": 25, "metadata": {"files": "12"}},
          {"message": "done"}]}
        """);

    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.json())
        .isEqualTo(Api.json("{\"accepted\": 2, \"cursor\": \"550e8400:2\"}"));
    assertThat(logs.appended).containsExactly(List.of(
        new Entry(LogType.CODING, "build", "compiling", 25, Map.of("files", "12")),
        new Entry(LogType.INFO, "", "done", null, Map.of())));
  }

  @Test
  void textIsWhatAProcessWrote() {
    assertThat(send("text/plain", "one\r\ntwo\n\nthree", "?step_name=build").json())
        .isEqualTo(Api.json("{\"accepted\": 4, \"cursor\": \"550e8400:4\"}"));
    send("text/plain", "bad", "?log_type=stderr");

    assertThat(logs.allAppended()).extracting(Entry::message)
        .containsExactly("one", "two", "", "three", "bad");
    assertThat(logs.allAppended()).extracting(Entry::type)
        .containsExactly(LogType.STDOUT, LogType.STDOUT, LogType.STDOUT, LogType.STDOUT,
            LogType.STDERR);
    assertThat(logs.allAppended().getFirst().step()).isEqualTo("build");
  }

  @Test
  void aLongBodyGoesOnInCallsThatThePortTakes() {
    Api.Reply reply = send("application/x-ndjson", messages(5_500, "{\"message\": \"%d\"}"),
        "?log_type=error&step_name=all");

    assertThat(reply.json().path("accepted").intValue()).isEqualTo(5_500);
    assertThat(logs.appended).allSatisfy(
        lines -> assertThat(lines).hasSizeBetween(1, AppendLog.MAX_LINES));
    assertThat(logs.allAppended()).extracting(Entry::message)
        .containsExactlyElementsOf(
            IntStream.range(0, 5_500).mapToObj(Integer::toString).toList());
    assertThat(logs.allAppended())
        .allMatch(line -> line.type() == LogType.ERROR && line.step().equals("all"));
  }

  @Test
  void longLinesArePassedOnFewerAtATime() {
    String rows = messages(100, "{\"message\": \"%d" + "x".repeat(15_000) + "\"}");

    assertThat(send("application/x-ndjson", rows, "").json().path("accepted").intValue())
        .isEqualTo(100);
    assertThat(logs.appended).allSatisfy(lines -> assertThat(lines).hasSizeBetween(1, 18));
  }

  @Test
  void whatCameBeforeTheStoreWentAwayIsCountedSoThatNobodySendsItAgain() {
    logs.appends = (caller, id, lines) -> {
      if (Integer.parseInt(lines.getFirst().message()) >= 1_000) {
        throw new PortException.Unavailable("the database is away", null);
      }
      return new AppendLog.Outcome.Appended(new Cursor(FakeLogs.EPOCH, 1));
    };

    Api.Reply reply = send("text/plain", messages(5_000, "%d"), "");

    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.header("Retry-After")).isEqualTo("5");
    assertThat(reply.json().path("accepted").intValue())
        .isGreaterThanOrEqualTo(1_000)
        .isEqualTo(logs.allAppended().size());
  }

  @Test
  void aLongLineOfTextComesInPieces() {
    send("text/plain", "x".repeat(AppendLog.MAX_MESSAGE * 2 + 5), "");

    assertThat(logs.allAppended()).extracting(line -> line.message().length())
        .allMatch(length -> length <= AppendLog.MAX_MESSAGE);
    assertThat(logs.allAppended().stream().mapToInt(line -> line.message().length()).sum())
        .isEqualTo(AppendLog.MAX_MESSAGE * 2 + 5);
  }

  @Test
  void aBuilderMayBeSilentAndItsLinesAreThereAtOnce() throws IOException {
    try (Socket builder = api.connect()) {
      builder.getOutputStream()
          .write(("POST " + PATH + " HTTP/1.1\r\nHost: a\r\nConnection: close"
              + "\r\nAuthorization: Bearer " + Core.TOKEN
              + "\r\nTransfer-Encoding: chunked\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      builder.getOutputStream().write("6\r\nfirst\n\r\n".getBytes(StandardCharsets.US_ASCII));
      await().until(() -> logs.allAppended().size() == 1);
      // Twice as long as any other connection may be silent.
      long start = System.nanoTime();
      await().atMost(Duration.ofSeconds(5))
          .until(() -> System.nanoTime() - start > Duration.ofSeconds(1).toNanos());
      builder.getOutputStream()
          .write("5\r\nsecon\r\n2\r\nd\n\r\n0\r\n\r\n"
              .getBytes(StandardCharsets.US_ASCII));

      assertThat(new String(builder.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 201")
          .endsWith("{\"accepted\":2,\"cursor\":\"550e8400:2\"}");
    }
    assertThat(logs.allAppended()).extracting(Entry::message).containsExactly("first", "second");
  }

  @Test
  void whatCameBeforeABadRowStaysAndIsCounted() {
    Api.Reply reply = send("application/x-ndjson",
        messages(1_200, "{\"message\": \"%d\"}") + "\n{\"message\": 7}\n{\"message\": \"no\"}", "");

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().path("accepted").intValue()).isEqualTo(1_200);
    assertThat(reply.json().path("details")).isEqualTo(
        Api.json("{\"field\": \"lines[1200].message\", \"issue\": \"Must be a string\"}"));
    assertThat(logs.allAppended()).hasSize(1_200);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "{broken|lines[0]|Not valid JSON at line 1, column 2",
      "[]|lines[0]|Must be a JSON object",
      "{}|lines[0].message|Required field missing"})
  void aRowThatIsNoneIsNamed(String row, String field, String issue) {
    Api.Reply reply = send("application/x-ndjson", row, "");

    assertThat(reply.json().at("/details/field").textValue()).isEqualTo(field);
    assertThat(reply.json().at("/details/issue").textValue()).isEqualTo(issue);
  }

  @Test
  void aRowWithoutEndIsRefused() {
    Api.Reply reply = send("application/x-ndjson", "x".repeat(600_000), "");

    assertThat(reply.json().at("/details/issue").textValue())
        .isEqualTo("Must be at most 524288 bytes in a line");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "{}|lines|Required field missing",
      "{'lines': 7}|lines|Must be a list",
      "{'lines': []}|lines|Must be 1 to 1000 lines, but are 0: send more in several requests, or as"
          + " application/x-ndjson",
      "{'lines': ['x']}|lines[0]|Must be an object",
      "{'lines': [{'message': 'x', 'log_type': 'loud'}]}|lines[0].log_type|must be one of thinking,"
          + " coding, info, error, success, stdout, stderr, but is 'loud'",
      "{'lines': [{'message': 'x', 'progress_percentage': 101}]}|lines[0].progress_percentage|Must"
          + " be a whole number of 0 to 100, but is 101",
      "{'lines': [{'message': 'x', 'progress_percentage': 25.9}]}|lines[0].progress_percentage|Must"
          + " be a whole number of 0 to 100, but is 25.9",
      "{'lines': [{'message': 'x', 'progress_percentage': -1}]}|lines[0].progress_percentage|Must"
          + " be a whole number of 0 to 100, but is -1",
      "{'lines': [{'message': 'x', 'metadata': {'a': 1}}]}|lines[0].metadata.a|Must be a string"})
  void aWrongDocumentIsRefusedByTheNameOfWhatIsWrong(String body, String field, String issue) {
    assertProblem(api.post(PATH, body.replace('\'', '"')), 400, "Bad Request",
        "Invalid request body", field, issue);
    assertThat(logs.appended).isEmpty();
  }

  @Test
  void theBoundsOfALineAreNamed() {
    assertIssue("{\"message\": \"" + "x".repeat(16_385) + "\"}", "lines[0].message",
        "Must be at most 16384 characters, but has 16385");
    assertIssue("{\"message\": \"x\", \"step_name\": \"" + "x".repeat(101) + "\"}",
        "lines[0].step_name", "Must be at most 100 characters, but has 101");
    assertIssue("{\"message\": \"x\", \"metadata\": {\"a\": \"" + "x".repeat(1_025) + "\"}}",
        "lines[0].metadata.a", "Must be at most 1024 characters, but has 1025");
    assertIssue("{\"message\": \"x\", \"metadata\": {" + IntStream.range(0, 33)
        .mapToObj(i -> "\"a" + i + "\": \"\"")
        .collect(Collectors.joining(",")) + "}}",
        "lines[0].metadata", "Must have at most 32 members, but has 33");
    for (String name : List.of("x".repeat(101), "a\\u0007")) {
      assertThat(api.post(PATH, "{\"lines\": [{\"message\": \"x\", \"metadata\": {\"" + name
          + "\": \"\"}}]}").json().at("/details/issue").textValue())
          .startsWith("Must have names of at most 100 characters without control characters");
    }
  }

  private void assertIssue(String line, String field, String issue) {
    assertProblem(api.post(PATH, "{\"lines\": [" + line + "]}"), 400, "Bad Request",
        "Invalid request body", field, issue);
  }

  @Test
  void whatThePortRefusesIsTheCallersFault() {
    logs.appends = (caller, id, lines) -> {
      throw new IllegalArgumentException("lines[0] is odd");
    };

    assertProblem(api.post(PATH, "{\"lines\": [{\"message\": \"x\"}]}"), 400, "Bad Request",
        "Invalid request body", "lines", "lines[0] is odd");
  }

  @Test
  void wrongParametersAreRefused() {
    assertProblem(send("text/plain", "x", "?step_name=" + "x".repeat(101)), 400, "Bad Request",
        "Invalid request parameter", "step_name",
        "Must be at most 100 characters, but has 101");
    assertThat(send("text/plain", "x", "?log_type=loud").json().at("/details/field").textValue())
        .isEqualTo("log_type");
  }

  @Test
  void aCompleteLogTakesNoMore() {
    logs.appends = (caller, id, lines) -> new AppendLog.Outcome.Complete(Status.ACTIVE);

    Api.Reply reply = send("text/plain", "x", "");

    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.json().path("message").textValue())
        .isEqualTo("Deployment is active: its log is complete and takes no more lines");
    assertThat(reply.json().path("accepted").intValue()).isZero();
    assertProblem(api.post(PATH, "{\"lines\": [{\"message\": \"x\"}]}"), 409, "Conflict",
        "Deployment is active: its log is complete and takes no more lines");
  }

  @Test
  void aFullOneNeither() {
    logs.appends = (caller, id, lines) -> new AppendLog.Outcome.Full();

    assertThat(send("text/plain", "x", "").json().path("message").textValue())
        .isEqualTo("The log has 1000000 lines, the most it takes");
    assertThat(send("text/plain", "x", "").status()).isEqualTo(413);
  }

  @Test
  void aDeploymentThatGoesAwayMeanwhile() {
    logs.appends = (caller, id, lines) -> new AppendLog.Outcome.NoSuchDeployment();
    assertThat(send("text/plain", "x", "").status()).isEqualTo(404);
    logs.appends = (caller, id, lines) -> new AppendLog.Outcome.NotYours();
    assertThat(send("text/plain", "x", "").status()).isEqualTo(403);
  }

  @Test
  void anotherOnesIsForbiddenBeforeALineIsRead() {
    core.findDeployment = (caller, id) -> new FindDeployment.Outcome.NotYours();

    assertProblem(send("text/plain", "", ""), 403, "Forbidden",
        "You do not have access to this app");
  }

  @Test
  void otherTypesAreNotTaken() {
    assertProblem(send("application/zip", "x", ""), 415, "Unsupported Media Type",
        "Lines are sent as application/json, application/x-ndjson or text/plain, but not as"
            + " application/zip");
  }

  @Test
  void onlySoManyBuildersAtOnceAndViewersHavePlacesOfTheirOwn() throws IOException {
    try (Socket builder = api.connect()) {
      builder.getOutputStream()
          .write(("POST " + PATH + " HTTP/1.1\r\nHost: a\r\nContent-Length: 9"
              + "\r\nAuthorization: Bearer " + Core.TOKEN + "\r\n\r\none\n")
              .getBytes(StandardCharsets.US_ASCII));
      await().until(() -> !logs.appended.isEmpty());

      assertThat(send("text/plain", "x", "").status()).isEqualTo(503);
      assertThat(api.send("HEAD", PATH + "/stream", BodyPublishers.noBody()).status())
          .as("a viewer's place")
          .isEqualTo(200);
    }
    await().until(() -> send("text/plain", "x", "").status() == 201);
  }
}
