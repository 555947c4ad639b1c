package io.whopship.adapter.http;

import static io.whopship.adapter.http.FakeLogs.line;
import static io.whopship.adapter.http.FakeLogs.lines;
import static io.whopship.adapter.http.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.whopship.ports.driving.ReadDeploymentLog;
import io.whopship.ports.driving.logs.FollowLog;
import io.whopship.ports.driving.logs.QueryLog;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.logs.Cursor;
import io.whopship.ports.model.logs.LogFilter;
import io.whopship.ports.model.logs.LogGap;
import io.whopship.ports.model.logs.LogPage;
import io.whopship.ports.model.logs.LogQuery;
import io.whopship.ports.model.logs.LogQuery.SortBy;
import io.whopship.ports.model.logs.LogSubject;
import io.whopship.ports.model.logs.LogType;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class LogReadingTest {

  static final String UUID_TEXT = "550e8400-e29b-41d4-a716-446655440000";
  static final String TASK = "/codespace/task/" + UUID_TEXT + "/logs";
  static final String DEPLOYMENT = "/deployments/123/logs";
  static final String WORKER = "/deployments/123/runtime-logs";
  static final String CONTAINER = "/api/agents/" + UUID_TEXT + "/containers/web/logs";
  static final Cursor FIRST = new Cursor(FakeLogs.EPOCH, 1);

  final Core core = new Core();
  final FakeLogs logs = new FakeLogs(core);

  @RegisterExtension
  final Api api = new Api(core);

  @BeforeEach
  void aTaskIsADeployment() {
    core.ofTask = task -> Optional.of(new DeploymentId(123));
    core.readLog = (caller, id, after, limit) -> new ReadDeploymentLog.Outcome.Found(
        after == 0 ? List.of(line(1, "the whole log")) : List.of());
  }

  void answerWith(LogPage page) {
    logs.answers = (caller, subject, query, progress) -> new QueryLog.Outcome.Found(page);
  }

  @Nested
  class Question {

    @Test
    void hasTheDefaultsOfTheCodespaceGuide() {
      api.get(TASK);

      assertThat(logs.subjects)
          .containsExactly(new LogSubject.OfDeployment(new DeploymentId(123)));
      assertThat(logs.queries).containsExactly(
          new LogQuery(LogFilter.NONE, SortBy.CREATED_AT, false, null, 0, 50));
    }

    @Test
    void mayHaveAllParameters() {
      api.get(TASK + "?limit=500&offset=100000&log_type=error,stderr&step_name=up&search=a%20b"
          + "&sort_by=step_name&sort_order=desc&since=2024-01-01T00:00:00.5Z&cursor=550e8400:9");

      assertThat(logs.queries).containsExactly(new LogQuery(
          new LogFilter(Set.of(LogType.ERROR, LogType.STDERR), "up", "a b",
              Instant.parse("2024-01-01T00:00:00.5Z")),
          SortBy.STEP_NAME, true, new Cursor("550e8400", 9), 100_000, 500));
    }

    @Test
    void anEmptyTextIsNone() {
      api.get(TASK + "?search=&step_name=");

      assertThat(logs.queries.getFirst().filter()).isEqualTo(LogFilter.NONE);
    }

    @ParameterizedTest
    @CsvSource({
        "2024-01-01T02:00:00%2B02:00, 2024-01-01T00:00:00Z",
        "2024-01-01T02:00:00+02:00, 2024-01-01T00:00:00Z",
        "2024-01-01T02:00:00, 2024-01-01T02:00:00Z",
        "2024-01-01T02:00:00.123456, 2024-01-01T02:00:00.123456Z"})
    void takesATimeAsProgramsWriteIt(String text, Instant time) {
      api.get(TASK + "?since=" + text);

      assertThat(logs.queries.getFirst().filter().since()).isEqualTo(time);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "limit|0|Must be a whole number from 1 to 500, but is '0'",
        "limit|501|Must be a whole number from 1 to 500, but is '501'",
        "limit|1e2|Must be a whole number from 1 to 500, but is '1e2'",
        "offset|-1|Must be a whole number from 0 to 100000, but is '-1'",
        "offset|99999999999|Must be a whole number from 0 to 100000, but is '99999999999'",
        "log_type|loud|Must be one of thinking, coding, info, error, success, stdout, stderr, but"
            + " is 'loud'",
        "sort_by|size|Must be one of created_at, step_name, log_type, but is 'size'",
        "sort_order|up|Must be one of asc, desc, but is 'up'",
        "since|noon|Must be a time in ISO 8601, as in 2024-01-01T00:00:00Z, but is 'noon'",
        "cursor|7|Must be <epoch>:<offset>, as an answer gave it",
        "format|xml|Must be one of json, ndjson, text, but is 'xml'"})
    void isRefusedByTheNameOfWhatIsWrong(String name, String value, String issue) {
      assertProblem(api.get(TASK + "?" + name + "=" + value), 400, "Bad Request",
          "Invalid request parameter", name, issue);
    }
  }

  @Nested
  class AsJson {

    @Test
    void isAPage() {
      answerWith(new LogPage(FakeLogs.EPOCH, List.of(line(1, "hello")), true, 7L, 9,
          new Cursor(FakeLogs.EPOCH, 3), null, null));

      Api.Reply reply = api.get(TASK + "?limit=1&offset=2");

      assertThat(reply.header("Content-Type")).isEqualTo("application/json");
      assertThat(reply.json()).isEqualTo(Api.json("""
          {"logs": [{"id": "%s", "step_name": "upload", "log_type": "info", "message": "hello",
            "created_at": "2025-01-24T12:00:00.000Z", "progress_percentage": null, "metadata": {},
            "cursor": "550e8400:1"}],
           "total": 7, "limit": 1, "offset": 2, "has_more": true, "cursor": "550e8400:3",
           "scanned": 9, "stopped": null, "gap": null}
          """.formatted(FIRST.lineId())));
    }

    @Test
    void saysWhatIsMissingAndWhyItEnded() {
      answerWith(new LogPage(FakeLogs.EPOCH, List.of(), true, null, 1_000_000, FIRST,
          LogPage.Stopped.BOUND, LogGap.within(FakeLogs.EPOCH, 0, 5, LogGap.Reason.EXPIRED)));

      assertThat(api.get(TASK + "?search=x").json()).isEqualTo(Api.json("""
          {"logs": [], "total": null, "limit": 50, "offset": 0, "has_more": true,
           "cursor": "550e8400:1", "scanned": 1000000, "stopped": "bound",
           "gap": {"from": "550e8400:0", "to": "550e8400:5", "count": 5, "reason": "expired"}}
          """));
    }

    @ParameterizedTest
    @CsvSource({
        "/deployments/123/logs?format=json, */*",
        "/deployments/123/logs, application/json",
        "/deployments/123/logs, 'text/html;q=0.5, application/json;q=0.9'",
        "/deployments/123/runtime-logs, */*",
        "/codespace/task/" + UUID_TEXT + "/logs, 'text/html, */*'"})
    void isWhatIsAskedFor(String path, String accept) {
      assertThat(api.send("GET", path, BodyPublishers.noBody(), "Accept", accept)
          .json()
          .path("total")
          .intValue()).isZero();
    }
  }

  @Nested
  class AsText {

    @ParameterizedTest
    @CsvSource({"*/*", "'text/html,application/xhtml+xml,*/*;q=0.8'", "text/plain"})
    void aDeploymentsLogComesWhole(String accept) {
      assertThat(api.send("GET", DEPLOYMENT, BodyPublishers.noBody(), "Accept", accept).text())
          .isEqualTo("[2025-01-24T12:00:00.000Z] the whole log\n");
      assertThat(logs.queries).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({DEPLOYMENT + "?search=found", TASK + "?format=text", DEPLOYMENT + "?format=text",
        DEPLOYMENT + "?format=text&limit=1"})
    void itIsAPageIfAnyParameterSaysSo(String path) {
      answerWith(FakeLogs.page(line(1, "found")));

      assertThat(api.get(path).text()).isEqualTo("[2025-01-24T12:00:00.000Z] found\n");
    }
  }

  @Nested
  class AsRows {

    @Test
    void areLinesProgressAndAnEnd() {
      logs.answers = (caller, subject, query, progress) -> {
        assertThat(progress.at(2_000, 10_000, 1)).isTrue();
        return new QueryLog.Outcome.Found(FakeLogs.page(line(1, "a"), line(2, "b")));
      };

      Api.Reply reply = api.get(DEPLOYMENT + "?format=ndjson&search=x");

      assertThat(reply.header("Content-Type")).isEqualTo("application/x-ndjson");
      List<String> rows = reply.text().lines().toList();
      assertThat(rows).hasSize(4);
      assertThat(Api.json(rows.get(0))).isEqualTo(Api.json(
          "{\"progress\": {\"considered\": 2000, \"of\": 10000, \"matches\": 1}}"));
      assertThat(Api.json(rows.get(1)).path("message").textValue()).isEqualTo("a");
      assertThat(Api.json(rows.get(2)).path("message").textValue()).isEqualTo("b");
      assertThat(Api.json(rows.get(3))).isEqualTo(Api.json("""
          {"end": {"total": 2, "limit": 50, "offset": 0, "has_more": false,
           "cursor": "550e8400:2", "scanned": 2, "stopped": null, "gap": null}}
          """));
    }

    @Test
    void areARefusalIfNothingWasWrittenYet() {
      logs.answers = (caller, subject, query, progress) -> new QueryLog.Outcome.NotYours();

      assertProblem(api.send("GET", TASK, BodyPublishers.noBody(), "Accept",
          "application/x-ndjson"), 403, "Forbidden", "You do not have access to this app");
    }

    @Test
    void aSearchThatNobodyReadsIsGivenUp() throws IOException {
      AtomicBoolean givenUp = new AtomicBoolean();
      logs.answers = (caller, subject, query, progress) -> {
        long considered = 0;
        while (progress.at(considered, Long.MAX_VALUE, 0)) {
          considered++;
        }
        givenUp.set(true);
        return new QueryLog.Outcome.Found(FakeLogs.page());
      };

      try (Socket socket = api.connect()) {
        socket.getOutputStream()
            .write(("GET " + TASK + "?format=ndjson HTTP/1.1\r\nHost: a\r\n"
                + "Authorization: Bearer " + Core.TOKEN + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        assertThat(socket.getInputStream().read()).isEqualTo('H');
      }

      await().untilTrue(givenUp);
    }
  }

  @Nested
  class OfAWorker {

    @Test
    void isFollowedUntilItsLinesAreThereIfItsEdgeHasToBeAsked() {
      logs.workersOnDemand = true;
      logs.say(lines(line(1, "here")));
      logs.answers = (caller, subject, query, progress) -> {
        assertThat(logs.views).as("followed meanwhile").hasValue(1);
        return new QueryLog.Outcome.Found(FakeLogs.page(line(1, "here")));
      };

      assertThat(api.get(WORKER).json().at("/logs/0/message").textValue()).isEqualTo("here");
      assertThat(logs.views).hasValue(0);
    }

    @Test
    void isReadAtOnceIfItsEdgeTellsByItself() {
      assertThat(api.get(WORKER).json().path("total").intValue()).isZero();

      assertThat(logs.starts).isEmpty();
    }
  }

  @Nested
  class OfAContainer {

    @Test
    void isFollowedUntilItsLinesAreThere() {
      logs.say(lines(line(1, "here")));
      logs.answers = (caller, subject, query, progress) -> {
        assertThat(logs.views).as("followed meanwhile").hasValue(1);
        return new QueryLog.Outcome.Found(FakeLogs.page(line(1, "here")));
      };

      assertThat(api.get(CONTAINER).json().at("/logs/0/message").textValue()).isEqualTo("here");
      assertThat(logs.views).hasValue(0);
    }

    @Test
    void isAnsweredThoughItSaysNothing() {
      assertThat(api.get(CONTAINER).json().path("total").intValue()).isZero();
    }

    @Test
    void cannotBeReached() {
      logs.following = new FollowLog.Outcome.Unavailable("x");
      logs.answers = (caller, subject, query, progress) -> new QueryLog.Outcome.Unavailable(
          "The agent is not connected");

      assertProblem(api.get(CONTAINER), 503, "Service Unavailable", "The agent is not connected");
    }

    @Test
    void isOfAnAgentThatIsNotThere() {
      logs.following = new FollowLog.Outcome.NoSuchSubject();
      logs.answers = (caller, subject, query, progress) -> new QueryLog.Outcome.NoSuchSubject();

      assertProblem(api.get(CONTAINER), 404, "Not Found", "Agent not found");
    }
  }
}
