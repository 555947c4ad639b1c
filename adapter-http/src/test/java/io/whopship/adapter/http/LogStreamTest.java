package io.whopship.adapter.http;

import static io.whopship.adapter.http.FakeLogs.line;
import static io.whopship.adapter.http.FakeLogs.lines;
import static io.whopship.adapter.http.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.whopship.adapter.http.EventReader.Event;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.driving.logs.FollowLog;
import io.whopship.ports.driving.logs.LogEvent;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.agents.AgentId;
import io.whopship.ports.model.agents.ContainerName;
import io.whopship.ports.model.deploy.Status;
import io.whopship.ports.model.logs.Cursor;
import io.whopship.ports.model.logs.LogGap;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogStart;
import io.whopship.ports.model.logs.LogSubject;
import io.whopship.ports.model.logs.LogType;
import io.whopship.ports.model.logs.StoredLine;
import io.whopship.ports.model.rollout.Percent;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class LogStreamTest {

  static final String PATH = "/deployments/123/logs/stream";
  static final String UUID_TEXT = "550e8400-e29b-41d4-a716-446655440000";
  static final LogEvent COMPLETE = new LogEvent.Complete(Status.ACTIVE);

  final Core core = new Core();
  final FakeLogs logs = new FakeLogs(core);

  @RegisterExtension
  final Api api = new Api(core, HttpSettings.at("127.0.0.1", 0)
      .withStreams(
          new StreamSettings(Duration.ofMinutes(5), Duration.ofSeconds(30), Duration.ofSeconds(300),
              Duration.ofSeconds(1800), Duration.ofSeconds(6), Duration.ofMinutes(1), 3, 4, 1)));

  @RegisterExtension
  final LogLines operator = new LogLines();

  HttpRequest request(String path, String... headers) {
    HttpRequest.Builder request = api.request("GET", path, BodyPublishers.noBody())
        .header("Authorization", "Bearer " + Core.TOKEN);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return request.build();
  }

  EventReader follow(String path, String... headers) {
    return api.follow(request(path, headers));
  }

  @Nested
  class Events {

    @Test
    void aLineHasTheMembersOfTheCodespaceGuideAndItsCursor() {
      logs.say(lines(new StoredLine(7, new LogLine(Samples.NOON, LogType.CODING, "task_creation",
          "🚀 Your coding task is \"ready\"", 25, Map.of("files", "12")))), COMPLETE);

      Event event = follow(PATH).next();

      assertThat(event.name()).isEqualTo("log");
      assertThat(event.id()).isEqualTo("550e8400:7");
      assertThat(event.data()).isEqualTo(Api.json(
          """
              {"id": "%s", "step_name": "task_creation", "log_type": "coding",
               "message": "🚀 Your coding task is \\"ready\\"", "created_at": "2025-01-24T12:00:00.000Z",
               "progress_percentage": 25, "metadata": {"files": "12"}, "cursor": "550e8400:7"}
              """
              .formatted(new Cursor("550e8400", 7).lineId())));
    }

    @Test
    void eachKindOfEventHasItsName() {
      logs.say(
          new LogEvent.StatusIs(Status.DEPLOYING, null),
          new LogEvent.RolloutIs("stage1_50", new Percent(50)),
          new LogEvent.Missing(LogGap.within("550e8400", 2, 9, LogGap.Reason.SLOW_READER)),
          new LogEvent.Missing(LogGap.between(new Cursor("old", 4), new Cursor("550e8400", 9),
              LogGap.Reason.UNKNOWN_CURSOR)),
          new LogEvent.SourceFailed("engine is away"),
          new LogEvent.StatusIs(Status.FAILED, "no worker"),
          new LogEvent.Complete(Status.FAILED));

      assertThat(follow(PATH).rest()).containsExactly(
          event(null, "status", "{'status': 'deploying'}"),
          event(null, "rollout", "{'stage': 'stage1_50', 'trafficPercent': 50}"),
          event("550e8400:9", "gap", "{'from': '550e8400:2', 'to': '550e8400:9', 'count': 7,"
              + " 'reason': 'slow_reader'}"),
          event("550e8400:9", "gap", "{'from': 'old:4', 'to': '550e8400:9', 'count': null,"
              + " 'reason': 'unknown_cursor'}"),
          event(null, "trouble", "{'message': 'engine is away'}"),
          event(null, "status", "{'status': 'failed', 'error': 'no worker'}"),
          event(null, "complete", "{'message': 'Task completed', 'status': 'failed'}"));
    }

    @Test
    void halfACharacterDoesNotBreakTheStream() {
      logs.say(lines(line(1, "broken \ud83d end"), line(2, "next")), COMPLETE);

      assertThat(follow(PATH).rest()).extracting(e -> e.data().path("message").textValue())
          .startsWith("broken ? end", "next");
    }

    static Event event(@Nullable String id, String name, String data) {
      return new Event(id, name, Api.json(data.replace('\'', '"')), null);
    }
  }

  @Test
  void whatComesIsPassedOnAtOnceAndInOrder() throws IOException {
    try (EventReader viewer = follow(PATH)) {
      for (int i = 1; i <= 100; i++) {
        logs.say(lines(line(i, "line " + i)));
        assertThat(viewer.next().id()).isEqualTo("550e8400:" + i);
      }
    }
    await().until(() -> {
      logs.say(lines(line(101, "nobody reads this")));
      return logs.views.get() == 0;
    });
  }

  @Test
  void whoIsBehindGetsManyAtOnceAndMissesNothing() {
    for (int i = 1; i <= 2_000; i++) {
      logs.say(lines(line(i, "x".repeat(200))));
    }
    logs.say(COMPLETE);

    assertThat(follow(PATH).rest()).hasSize(2_001)
        .extracting(Event::id)
        .startsWith("550e8400:1")
        .contains("550e8400:2000");
  }

  @Test
  void bytesAreMadeOnceForAllViewers() throws IOException {
    try (EventReader one = follow(PATH); EventReader two = follow(PATH)) {
      logs.say(lines(line(1, "for all")));
      assertThat(one.next()).isEqualTo(two.next());
    }
    assertThat(logs.rendered).hasValue(1);
  }

  @Test
  void theAnswerIsAnEventStreamThatNobodyKeepsBack() {
    logs.say(lines(line(1, "only")), COMPLETE);

    var headers = follow(PATH).response.headers();

    assertThat(headers.allValues("Content-Type")).containsExactly("text/event-stream");
    assertThat(headers.allValues("Cache-Control")).containsExactly("no-store");
    assertThat(headers.firstValue("X-Accel-Buffering")).hasValue("no");
  }

  @Test
  void headersComeBeforeTheFirstLineDoes() throws IOException {
    try (EventReader viewer = follow(PATH)) {
      assertThat(viewer.response.statusCode()).isEqualTo(200);
    }
  }

  @Test
  void headGetsHeadersAlone() {
    logs.say(lines(line(1, "only")));

    Api.Reply reply = api.send("HEAD", PATH, BodyPublishers.noBody());

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Content-Type")).isEqualTo("text/event-stream");
    await().until(() -> logs.views.get() == 0);
  }

  @ParameterizedTest
  @CsvSource({
      "/deployments/123/logs/stream",
      "/codespace/task/" + UUID_TEXT + "/logs/stream",
      "/deployments/123/runtime-logs/stream",
      "/api/agents/" + UUID_TEXT + "/containers/web/logs/stream"})
  void eachPathLeadsToItsLog(String path) {
    core.ofTask = task -> Optional.of(new DeploymentId(123));
    logs.say(COMPLETE);

    follow(path).rest();

    DeploymentId id = new DeploymentId(123);
    LogSubject expected = path.contains("runtime")
        ? new LogSubject.OfWorker(id)
        : path.contains("agents")
            ? new LogSubject.OfContainer(new AgentId(UUID.fromString(UUID_TEXT)),
                new ContainerName("web"))
            : new LogSubject.OfDeployment(id);
    assertThat(logs.subjects).containsExactly(expected);
  }

  @Nested
  class Beginning {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "''|''|tail",
        "?since=2024-01-01T00:00:00Z|''|since",
        "?cursor=550e8400:4&since=2024-01-01T00:00:00Z|''|4",
        "?last_event_id=550e8400:5&cursor=550e8400:4|''|5",
        "?lastEventId=550e8400:6&cursor=550e8400:4|''|6",
        "?lastEventId=550e8400:6|550e8400:7|7"})
    void isWhatTheViewerHasLast(String query, String header, String expected) {
      logs.say(lines(line(1, "x")), COMPLETE);

      follow(PATH + query, "Last-Event-ID", header).rest();

      assertThat(logs.starts).containsExactly(switch (expected) {
        case "tail" -> new LogStart.Tail(1_000);
        case "since" -> new LogStart.Since(Instant.parse("2024-01-01T00:00:00Z"));
        default -> new LogStart.After(new Cursor("550e8400", Long.parseLong(expected)));
      });
    }

    @Test
    void aWrongLastEventIdIsRefused() {
      assertProblem(api.send(request(PATH, "Last-Event-ID", "yesterday")), 400, "Bad Request",
          "Invalid request parameter", "Last-Event-ID",
          "Must be <epoch>:<offset>, as an answer gave it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"last_event_id", "lastEventId", "cursor"})
    void soIsAWrongCursor(String name) {
      assertProblem(api.get(PATH + "?" + name + "=1"), 400, "Bad Request",
          "Invalid request parameter", name, "Must be <epoch>:<offset>, as an answer gave it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"29", "1801", "0", "-1", "ten", ""})
    void aTimeoutIsWithinItsBounds(String timeout) {
      assertProblem(api.get(PATH + "?timeout=" + timeout), 400, "Bad Request",
          "Invalid request parameter", "timeout",
          "Must be a whole number from 30 to 1800, but is '" + timeout + "'");
    }
  }

  @Nested
  class End {

    @Test
    void isWhereTheLogIsComplete() {
      logs.say(lines(line(1, "done")), COMPLETE);

      assertThat(follow(PATH).rest()).extracting(Event::name).containsExactly("log", "complete");
      await().until(() -> logs.views.get() == 0);
    }

    @Test
    void whoComesAgainWithAllOfItIsToldNotToComeAgain() {
      logs.say(new LogEvent.StatusIs(Status.ACTIVE, null));
      logs.say(COMPLETE);

      assertThat(api.send(request(PATH, "Last-Event-ID", "550e8400:1")).status()).isEqualTo(204);
      assertThat(follow(PATH + "?cursor=550e8400:1").rest()).extracting(Event::name)
          .containsExactly("status", "complete");
      await().until(() -> logs.views.get() == 0);
    }

    @Test
    void whoComesAgainAndLacksALineGetsIt() {
      logs.say(new LogEvent.StatusIs(Status.ACTIVE, null));
      logs.say(lines(line(2, "last")), COMPLETE);

      assertThat(follow(PATH, "Last-Event-ID", "550e8400:1").rest()).extracting(Event::name)
          .containsExactly("status", "log", "complete");
    }

    @Test
    void aFaultOfTheStoreIsAnError() {
      EventReader viewer = follow(PATH);
      logs.say(lines(line(1, "fine")));
      assertThat(viewer.next().name()).isEqualTo("log");

      logs.fault = new PortException.Unavailable("the database is away", null);
      logs.viewers.forEach(Runnable::run);

      assertThat(viewer.rest()).containsExactly(Events.event(null, "error",
          "{'error': 'The log cannot be read at the moment: try again'}"));
    }

    @Test
    void aBugIsAnErrorAndTheOperatorSeesIt() {
      EventReader viewer = follow(PATH);
      logs.fault = new IllegalStateException("bug");
      logs.viewers.forEach(Runnable::run);

      assertThat(viewer.rest()).containsExactly(
          Events.event(null, "error", "{'error': 'An unexpected error occurred'}"));
      assertThat(operator.messagesOf(SseViewer.class)).containsExactly("stream failed");
    }

    @Test
    void comesAtOnceWhenTheServerStops() {
      EventReader viewer = follow(PATH);
      long start = System.nanoTime();

      api.running().close();

      assertThat(viewer.rest()).isEmpty();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }
  }

  @Nested
  class SlowViewer {

    Socket deafViewer() throws IOException {
      Socket socket = api.connect();
      socket.getOutputStream()
          .write(("GET " + PATH + " HTTP/1.1\r\nHost: a\r\nAuthorization:"
              + " Bearer " + Core.TOKEN + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      await().until(() -> logs.views.get() > 0);
      return socket;
    }

    /** More than the buffers of the machine take. */
    void sayMuch() {
      StoredLine[] lines = Collections.nCopies(1_000, line(1, "x".repeat(16_000)))
          .toArray(StoredLine[]::new);
      logs.say(lines(lines));
    }

    @Test
    void isGivenUpAndKeepsNobodyElseWaiting() throws IOException {
      try (Socket deaf = deafViewer(); EventReader other = follow(PATH)) {
        sayMuch();
        for (int i = 0; i < 1_000; i++) {
          assertThat(other.next().name()).isEqualTo("log");
        }
        await().atMost(Duration.ofSeconds(25)).until(() -> logs.views.get() == 1);
        assertThat(deaf.isConnected()).isTrue();
      }
    }
  }

  @Nested
  class Refused {

    @Test
    void moreThanTheServerTakes() throws IOException {
      try (EventReader a = follow(PATH);
          EventReader b = follow(PATH);
          EventReader c = follow(PATH)) {
        assertProblem(api.get(PATH), 503, "Service Unavailable",
            "Too many streams at the moment: try again in a few seconds");
        assertThat(List.of(a, b, c)).allMatch(reader -> reader.response.statusCode() == 200);
      }
    }

    @Test
    void arePlacesThatAreFreeAgain() {
      logs.following = new FollowLog.Outcome.NotYours();
      for (int i = 0; i < 10; i++) {
        assertProblem(api.get(PATH), 403, "Forbidden", "You do not have access to this app");
      }
    }

    @Test
    void moreThanOneSubjectMayHave() {
      logs.following = new FollowLog.Outcome.TooManyViewers(5_000);

      assertProblem(api.get(PATH), 429, "Too Many Requests",
          "This deployment has 5000 viewers already, the most there may be: try again later");
      assertThat(api.get(PATH).header("Retry-After")).isEqualTo("30");
      assertThat(api.get("/deployments/123/runtime-logs/stream").text()).contains("This worker");
      assertThat(api.get("/api/agents/" + UUID_TEXT + "/containers/web/logs/stream").text())
          .contains("This container");
    }

    @Test
    void whatIsNotThere() {
      logs.following = new FollowLog.Outcome.NoSuchSubject();

      assertProblem(api.get(PATH), 404, "Not Found", "Deployment not found");
      assertProblem(api.get("/deployments/123/runtime-logs/stream"), 404, "Not Found",
          "Deployment not found");
      assertProblem(api.get("/api/agents/" + UUID_TEXT + "/containers/web/logs/stream"), 404,
          "Not Found", "Agent not found");
    }

    @Test
    void anotherOnesAgent() {
      logs.following = new FollowLog.Outcome.NotYours();

      assertProblem(api.get("/api/agents/" + UUID_TEXT + "/containers/web/logs/stream"), 403,
          "Forbidden", "You do not have access to this agent");
      assertProblem(api.get("/deployments/123/runtime-logs/stream"), 403, "Forbidden",
          "You do not have access to this app");
    }

    @Test
    void whatCannotBeReached() {
      logs.following = new FollowLog.Outcome.Unavailable("The agent is not connected");

      assertProblem(api.get(PATH), 503, "Service Unavailable", "The agent is not connected");
    }

    @Test
    void aTaskOfNobody() {
      core.ofTask = task -> Optional.empty();

      assertProblem(api.get("/codespace/task/" + UUID_TEXT + "/logs/stream"), 404, "Not Found",
          "Deployment not found");
    }

    @Test
    void aTaskThatIsNoUuid() {
      assertProblem(api.get("/codespace/task/7/logs/stream"), 400, "Bad Request",
          "Invalid request parameter", "uuid",
          "Must be a UUID, as in 550e8400-e29b-41d4-a716-446655440000");
    }

    @Test
    void aContainerThatCannotBe() {
      assertThat(api.get("/api/agents/" + UUID_TEXT + "/containers/-/logs/stream")
          .json()
          .at("/details/issue")
          .textValue()).startsWith("Container must be 1 to 255");
    }
  }
}
