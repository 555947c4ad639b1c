package io.whopship.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.whopship.adapter.http.socket.Pulse;
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
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ViewerSocketTest {

  static final AgentId AGENT = ScriptedAgents.ID;
  static final String OF_AGENT = "/api/agents/" + AGENT + "/logs/ws";
  static final String OF_ALL = "/api/logs/ws";
  static final LogSubject WEB = new LogSubject.OfContainer(AGENT, new ContainerName("web"));
  static final LogSubject DEPLOYMENT = new LogSubject.OfDeployment(new DeploymentId(12));
  static final Instant AT = Instant.parse("2024-01-10T12:34:56.789123456Z");

  final ScriptedLogs logs = new ScriptedLogs();

  final Core core = new Core();

  {
    logs.add(WEB);
    logs.add(DEPLOYMENT);
    core.logs = new UseCases.ForLogs(logs, core.logs.query(), core.logs.append(),
        core.logs.watch());
    core.agents = new ScriptedAgents().useCases();
    core.passes = new ScriptedPasses();
  }

  @RegisterExtension
  final Api api = new Api(core,
      new Pulse(Duration.ofMillis(200), Duration.ofSeconds(2), Duration.ofSeconds(1)));

  static LogEvent.Lines lines(long from, String... messages) {
    return new LogEvent.Lines("e", LongStream.range(0, messages.length)
        .mapToObj(i -> new StoredLine(from + i,
            new LogLine(AT, LogType.STDOUT, "web", messages[(int) i])))
        .toList());
  }

  static String id(String cursor) {
    return Cursor.parse(cursor).lineId().toString();
  }

  SocketClient subscribed() {
    SocketClient client = api.openAsAcme(OF_AGENT);
    client.say("log.subscribe", "{\"containerId\": \"web\"}");
    client.hear("log.subscribed");
    return client;
  }

  @Nested
  class Following {

    @Test
    void whatIsThereComesAsOneHistoryAndThenLineByLine() {
      logs.say(WEB, lines(1, "one", "two"));

      SocketClient client = api.openAsAcme(OF_AGENT);
      client.say("{\"subject\": \"log.subscribe\", \"data\": {\"containerId\": \"web\"},"
          + " \"reply\": \"7\"}");
      client.hears("""
          {"subject": "log.subscribed", "data": {"containerId": "web", "cursor": "e:0"},
           "reply": "7"}
          """);
      client.hears("""
          {"subject": "log.history", "data": {"containerId": "web", "lines": [
            {"cursor": "e:1", "id": "%s", "timestamp": "2024-01-10T12:34:56.789123456Z",
             "stream": "stdout", "message": "one"},
            {"cursor": "e:2", "id": "%s", "timestamp": "2024-01-10T12:34:56.789123456Z",
             "stream": "stdout", "message": "two"}]}}
          """.formatted(id("e:1"), id("e:2")));

      logs.say(WEB, lines(3, "three", "x".repeat(200), "y".repeat(70_000), "four"));

      client.hears("""
          {"subject": "log.line", "data": {"containerId": "web", "cursor": "e:3", "id": "%s",
           "timestamp": "2024-01-10T12:34:56.789123456Z", "stream": "stdout", "message": "three"}}
          """.formatted(id("e:3")));
      assertThat(client.hear("log.line").path("message").textValue()).isEqualTo("x".repeat(200));
      assertThat(client.hear("log.line").path("message").textValue())
          .isEqualTo("y".repeat(70_000));
      assertThat(client.hear("log.line").path("message").textValue()).isEqualTo("four");
      assertThat(logs.starts).containsExactly(new LogStart.Tail(1000));
    }

    /** The real ones come in batches of one event, of a few hundred lines at most. */
    @Test
    void theHistoryIsOneMessageOfManyBatches() {
      logs.say(DEPLOYMENT, new LogEvent.StatusIs(Status.DEPLOYING, null));
      logs.say(DEPLOYMENT,
          new LogEvent.Missing(LogGap.within("e", 0, 3, LogGap.Reason.EXPIRED)));
      logs.say(DEPLOYMENT, lines(4, "four", "five"));
      logs.say(DEPLOYMENT, lines(6, "six"));
      logs.say(DEPLOYMENT, new LogEvent.StatusIs(Status.BUILDING, null));
      logs.say(DEPLOYMENT, lines(7, "seven"));
      SocketClient client = api.openAsAcme(OF_ALL);
      client.say("log.subscribe", "{\"deployment\": 12}");
      client.hear("log.subscribed");

      client.hear("log.status");
      client.hear("log.gap");
      assertThat(client.hear("log.history").path("lines").findValuesAsText("message"))
          .containsExactly("four", "five", "six", "seven");
      client.hear("log.status");
      logs.say(DEPLOYMENT, lines(8, "eight"));
      assertThat(client.hear("log.line").path("message").textValue()).isEqualTo("eight");
    }

    @Test
    void theHistoryEndsAtAHole() {
      logs.say(WEB, lines(1, "one"));
      logs.say(WEB, new LogEvent.Missing(LogGap.within("e", 1, 4, LogGap.Reason.LOST)));
      logs.say(WEB, lines(5, "five"));
      SocketClient client = subscribed();

      assertThat(client.hear("log.history").path("lines").findValuesAsText("message"))
          .containsExactly("one");
      client.hear("log.gap");
      assertThat(client.hear("log.line").path("message").textValue()).isEqualTo("five");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "2, 2", "3, 3", "1000, 4"})
    void theHistoryHasNoMoreLinesThanWereAskedFor(int tail, int history) {
      logs.say(WEB, lines(1, "one", "two"));
      logs.say(WEB, lines(3, "three", "four"));
      SocketClient client = api.openAsAcme(OF_AGENT);
      client.say("log.subscribe", "{\"containerId\": \"web\", \"tail\": " + tail + "}");
      client.hear("log.subscribed");

      assertThat(client.hear("log.history").path("lines")).hasSize(history);
      for (int i = history; i < 4; i++) {
        client.hear("log.line");
      }
    }

    @Test
    void theHistoryHasNoMoreThanAMegabyte() {
      for (int i = 1; i <= 8; i++) {
        logs.say(WEB, lines(i, "x".repeat(300_000)));
      }
      SocketClient client = subscribed();

      assertThat(client.hear("log.history").path("lines")).hasSize(4);
      for (int i = 5; i <= 8; i++) {
        client.hear("log.line");
      }
    }

    @Test
    void aLogWithNothingInItHasAnEmptyHistory() {
      subscribed().hears("""
          {"subject": "log.history", "data": {"containerId": "web", "lines": []}}
          """);
    }

    @Test
    void allThatHappensToADeploymentIsTold() {
      logs.say(DEPLOYMENT, new LogEvent.StatusIs(Status.DEPLOYING, null),
          new LogEvent.RolloutIs("stage1_50", new Percent(50)));
      SocketClient client = api.openAsAcme(OF_ALL);
      client.say("log.subscribe", "{\"deployment\": 12, \"cursor\": \"e:0\"}");
      client.hear("log.subscribed");
      client.hears("""
          {"subject": "log.history", "data": {"deployment": 12, "lines": []}}""");
      client.hears("""
          {"subject": "log.status", "data": {"deployment": 12, "status": "deploying"}}""");
      client.hears("""
          {"subject": "log.rollout",
           "data": {"deployment": 12, "stage": "stage1_50", "trafficPercent": 50}}""");

      logs.say(DEPLOYMENT,
          new LogEvent.Missing(LogGap.within("e", 0, 3, LogGap.Reason.EXPIRED)),
          new LogEvent.Lines("e", List.of(new StoredLine(4, new LogLine(Samples.NOON,
              LogType.ERROR, "upload", "broken \ud800 half", 25, Map.of("a", "b"))))),
          new LogEvent.SourceFailed("gone"),
          new LogEvent.StatusIs(Status.FAILED, "no worker"),
          new LogEvent.Complete(Status.FAILED));

      client.hears("""
          {"subject": "log.gap", "data": {"deployment": 12, "from": "e:0", "to": "e:3",
           "count": 3, "reason": "expired"}}""");
      client.hears("""
          {"subject": "log.line", "data": {"deployment": 12, "id": "%s", "step_name": "upload",
           "log_type": "error", "message": "broken ? half",
           "created_at": "2025-01-24T12:00:00.000Z", "progress_percentage": 25,
           "metadata": {"a": "b"}, "cursor": "e:4"}}""".formatted(id("e:4")));
      client.hears("""
          {"subject": "log.stream.error",
           "data": {"deployment": 12, "code": "unavailable", "error": "gone"}}""");
      client.hears("""
          {"subject": "log.status",
           "data": {"deployment": 12, "status": "failed", "error": "no worker"}}""");
      client.hears("""
          {"subject": "log.complete",
           "data": {"deployment": 12, "message": "Task completed", "status": "failed"}}""");
      await().until(() -> logs.viewers(DEPLOYMENT) == 0);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        {"deployment": 12, "tail": 5}                        | Tail[lines=5]
        {"deployment": 12, "cursor": "abc:17"}               | After[cursor=abc:17]
        {"deployment": 12, "since": "2024-01-01T00:00:00Z"}  | Since[time=2024-01-01T00:00:00Z]
        """)
    void aViewerSaysWhereToBegin(String data, String start) {
      SocketClient client = api.openAsAcme(OF_ALL);
      client.say("log.subscribe", data);
      client.hear("log.subscribed");

      assertThat(logs.starts).map(LogStart::toString).containsExactly(start);
    }

    @Test
    void whoUnsubscribesHearsNoMore() {
      SocketClient client = subscribed();
      client.hear("log.history");
      client.say("log.unsubscribe", "{\"containerId\": \"web\"}");
      client.hears("""
          {"subject": "log.unsubscribed", "data": {"containerId": "web"}}""");
      assertThat(logs.viewers(WEB)).isZero();
      logs.say(WEB, lines(1, "unheard"));

      client.say("log.unsubscribe", "{\"containerId\": \"web\"}");
      assertThat(client.hear("log.stream.error").path("code").textValue())
          .isEqualTo("not_subscribed");
    }

    @Test
    void oneSocketFollowsManyLogs() {
      SocketClient client = api.openAsAcme(OF_ALL);
      client.say("log.subscribe", "{\"deployment\": 12}");
      client.hear("log.subscribed");
      client.hear("log.history");
      client.say("log.subscribe",
          "{\"agent\": \"" + AGENT + "\", \"containerId\": \"web\"}");
      assertThat(client.hear("log.subscribed").path("agent").textValue())
          .isEqualTo(AGENT.toString());
      client.hear("log.history");

      logs.say(WEB, lines(1, "of the container"));
      assertThat(client.hear("log.line").path("containerId").textValue()).isEqualTo("web");
      logs.say(DEPLOYMENT, lines(1, "of the deployment"));
      assertThat(client.hear("log.line").path("deployment").intValue()).isEqualTo(12);
    }

    @Test
    void aBatchIsWrittenOnceForAllViewers() {
      List<SocketClient> clients = IntStream.range(0, 20).mapToObj(i -> subscribed()).toList();
      clients.forEach(client -> client.hear("log.history"));

      logs.say(WEB, lines(1, "for all"));

      clients.forEach(client -> client.hear("log.line"));
      assertThat(logs.renderings).hasValue(1);
    }

    @Test
    void viewersWhoLeaveAreForgotten() {
      SocketClient client = subscribed();
      client.leave();

      await().until(() -> logs.viewers(WEB) == 0);
    }

    @Test
    void aLogThatCannotBeReadEndsTheSubscriptionAlone() {
      SocketClient client = subscribed();
      client.hear("log.history");
      logs.fail(WEB, new PortException.Unavailable("the database is away", null));
      logs.say(WEB, lines(1, "unread"));

      assertThat(client.hear("log.stream.error").path("code").textValue())
          .isEqualTo("unavailable");
      logs.fail(WEB, null);
      client.say("log.subscribe", "{\"containerId\": \"web\"}");
      client.hear("log.subscribed");
    }

    @Test
    void aBugClosesTheSocketAlone() {
      SocketClient other = subscribed();
      other.hear("log.history");
      logs.fail(DEPLOYMENT, new IllegalArgumentException("a bug"));
      SocketClient client = api.openAsAcme(OF_ALL);
      client.say("log.subscribe", "{\"deployment\": 12}");
      client.hear("log.subscribed");

      assertThat(client.end()).isEqualTo("1011 An unexpected error occurred");
      logs.say(WEB, lines(1, "all is well"));
      other.hear("log.line");
    }
  }

  @Nested
  class Refusals {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~',
        textBlock = """
            {"deployment": 13}                                | no_such_subject | There is no such log
            {}                                                | invalid         | data: Must have exactly one of containerId, deployment and worker, but has none
            {"deployment": 12, "worker": 12}                  | invalid         | data: Must have exactly one of containerId, deployment and worker, but has deployment and worker
            {"deployment": "12"}                              | invalid         | data.deployment: Must be a number
            {"deployment": 1.5}                               | invalid         | data.deployment: Must be a whole number of 1 or more, but is 1.5
            {"containerId": "web"}                            | invalid         | data.agent: Required field missing
            {"agent": "x", "containerId": "web"}              | invalid         | data.agent: Must be a UUID, as in 550e8400-e29b-41d4-a716-446655440000
            {"deployment": 12, "tail": 1001}                  | invalid         | data.tail: Must be a whole number of 0 to 1000, but is 1001
            {"deployment": 12, "cursor": "12"}                | invalid         | data.cursor: must be <epoch>:<offset>, as an answer gave it
            {"deployment": 12, "since": "noon"}               | invalid         | data.since: Must be a time such as 2024-01-01T00:00:00Z, but is 'noon'
            {"deployment": 12, "tail": 1, "cursor": "e:1"}    | invalid         | data: Must have at most one of cursor, since and tail
            """)
    void aSubscriptionThatCannotBeIsAnsweredByAReason(String data, String code, String error) {
      SocketClient client = api.openAsAcme(OF_ALL);
      client.say("{\"subject\": \"log.subscribe\", \"data\": " + data + ", \"reply\": \"r\"}");

      JsonNode answer = client.hear();
      assertThat(answer.path("subject").textValue()).isEqualTo("log.stream.error");
      assertThat(answer.path("reply").textValue()).isEqualTo("r");
      assertThat(answer.at("/data/code").textValue()).isEqualTo(code);
      assertThat(answer.at("/data/error").textValue()).isEqualTo(error);
    }

    @Test
    void outcomesOfTheCoreHaveCodes() {
      Map<String, FollowLog.Outcome> outcomes = Map.of("not_yours",
          new FollowLog.Outcome.NotYours(), "unavailable",
          new FollowLog.Outcome.Unavailable("the agent is not connected"), "too_many_viewers",
          new FollowLog.Outcome.TooManyViewers(5));
      SocketClient client = api.openAsAcme(OF_ALL);
      outcomes.forEach((code, outcome) -> {
        logs.refuse(DEPLOYMENT, outcome);
        client.say("log.subscribe", "{\"deployment\": 12}");
        assertThat(client.hear("log.stream.error").path("code").textValue()).isEqualTo(code);
      });
    }

    @Test
    void aLogIsFollowedOnceOnASocket() {
      SocketClient client = subscribed();
      client.hear("log.history");
      client.say("log.subscribe", "{\"containerId\": \"web\"}");

      assertThat(client.hear("log.stream.error").path("code").textValue())
          .isEqualTo("already_subscribed");
    }

    @Test
    void tenThousandSubscriptionsAreAHundredAndRefusals() {
      SocketClient other = subscribed();
      other.hear("log.history");
      SocketClient client = api.openAsAcme(OF_ALL);
      IntStream.rangeClosed(1, 10_000).forEach(i -> {
        if (i <= 100) {
          logs.add(new LogSubject.OfWorker(new DeploymentId(i)));
        }
        client.say("log.subscribe", "{\"worker\": " + i + "}");
      });

      int refused = 0;
      int subscribed = 0;
      while (refused + subscribed < 10_000) {
        JsonNode message = client.hear();
        if (message.at("/data/code").asText().equals("too_many_subscriptions")) {
          refused++;
        } else if (message.path("subject").textValue().equals("log.subscribed")) {
          subscribed++;
        }
      }
      assertThat(subscribed).isEqualTo(100);
      logs.say(WEB, lines(1, "others notice nothing"));
      other.hear("log.line");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~',
        textBlock = """
            nonsense                                    | invalid_json    | body: Not valid JSON at line 1, column 1
            [1]                                         | invalid_json    | body: Must be a JSON object
            {"data": {}}                                | invalid         | subject: Required field missing
            {"subject": 1}                              | invalid         | subject: Must be a string
            {"subject": "log.subscribe", "data": 1}     | invalid         | data: Must be an object
            {"subject": "log.line"}                     | unknown_subject | Unknown message subject: log.line
            """)
    void whatIsNoMessageIsAnErrorAndTheSocketGoesOn(String text, String code, String error) {
      SocketClient client = api.openAsAcme(OF_ALL);
      client.say(text);

      JsonNode answer = client.hear("error");
      assertThat(answer.path("code").textValue()).isEqualTo(code);
      assertThat(answer.path("error").textValue()).isEqualTo(error);
      client.say("log.subscribe", "{\"deployment\": 12}");
      client.hear("log.subscribed");
    }

    @Test
    void twentyBadMessagesEndIt() {
      SocketClient client = api.openAsAcme(OF_ALL);
      IntStream.range(0, 20).forEach(i -> client.say("nonsense"));

      assertThat(client.end()).isEqualTo("1008 20 messages could not be understood");
      assertThat(client.waiting()).isEqualTo(20);
    }

    @Test
    void aFrameOfTenMegabytesIsTooLarge() {
      SocketClient client = api.openAsAcme(OF_ALL);
      client.raw().sendText("x".repeat(10 * 1024 * 1024), true).join();

      assertThat(client.end()).isEqualTo("1009 a message has 65536 bytes at most");
    }

    @Test
    void binaryFramesAreNotUnderstood() {
      SocketClient client = api.openAsAcme(OF_ALL);
      client.raw().sendBinary(ByteBuffer.wrap(new byte[10]), true).join();

      assertThat(client.end()).isEqualTo("1003 binary messages are not understood: send texts");
    }

    @Test
    void aMessageInManyFramesIsOneMessage() {
      SocketClient client = api.openAsAcme(OF_ALL);
      client.raw().sendText("{\"subject\": \"log.sub", false).join();
      client.raw().sendText("scribe\", \"data\": {\"deployment\"", false).join();
      client.raw().sendText(": 12}}", true).join();

      client.hear("log.subscribed");
    }
  }

  @Nested
  class Upgrades {

    int refusal(String path, String... headers) {
      try {
        api.open(path, headers);
        return 101;
      } catch (SocketClient.Refused e) {
        return e.status;
      }
    }

    @Test
    void nobodyComesInWithoutACredential() {
      assertThat(refusal(OF_ALL)).isEqualTo(401);
      assertThat(refusal(OF_ALL, "Authorization", "Bearer wrong")).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"password", "token", "access_token"})
    void aCredentialInTheUrlIsRefusedAndTheTicketNamed(String name) {
      Api.Reply reply = api.get(OF_AGENT + "?" + name + "=secret");

      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.json().at("/details/field").textValue()).isEqualTo(name);
      assertThat(reply.json().at("/details/issue").textValue()).contains("?ticket=");
      assertThat(refusal(OF_AGENT + "?" + name + "=x", "Authorization", "Bearer " + Core.TOKEN))
          .isEqualTo(400);
    }

    @Test
    void anAgentMustBeThere() {
      String none = "/api/agents/00000000-0000-0000-0000-000000000000/logs/ws";
      assertThat(refusal(none, "Authorization", "Bearer " + Core.TOKEN)).isEqualTo(404);
      assertThat(refusal("/api/agents/7/logs/ws", "Authorization", "Bearer " + Core.TOKEN))
          .isEqualTo(400);
    }

    @Test
    void aTicketOpensItsLogAlone() {
      String path = OF_AGENT + "?containerId=web&ticket=" + ScriptedPasses.TICKET;
      SocketClient client = api.open(path);
      client.say("log.subscribe", "{\"containerId\": \"db\"}");
      assertThat(client.hear("log.stream.error").path("code").textValue()).isEqualTo("not_yours");
      client.say("log.subscribe", "{\"containerId\": \"web\"}");
      client.hear("log.subscribed");

      assertThat(refusal(OF_AGENT + "?containerId=db&ticket=" + ScriptedPasses.TICKET))
          .isEqualTo(401);
      assertThat(refusal(OF_AGENT + "?ticket=" + ScriptedPasses.TICKET)).isEqualTo(400);
      assertThat(refusal(OF_ALL + "?ticket=" + ScriptedPasses.TICKET)).isEqualTo(400);
      assertThat(refusal(OF_ALL + "?deployment=12&ticket=" + ScriptedPasses.TICKET))
          .isEqualTo(401);
      assertThat(refusal(OF_ALL + "?worker=x&ticket=" + ScriptedPasses.TICKET)).isEqualTo(400);
      assertThat(refusal(OF_ALL + "?containerId=web&agent=" + AGENT + "&ticket="
          + ScriptedPasses.TICKET)).isEqualTo(101);
    }

    @Test
    void theSocketOfATicketEndsWithIt() {
      SocketClient client = api
          .open(OF_AGENT + "?containerId=web&ticket=" + ScriptedPasses.SHORT);

      assertThat(client.end()).isEqualTo("1008 the ticket or the session has expired");
    }

    @Test
    void theSocketOfASessionEndsWithIt() {
      SocketClient client = api.open(OF_AGENT, "Cookie",
          "whopship_session=" + ScriptedPasses.SHORT, "Origin",
          "http://127.0.0.1:" + api.running().port());

      assertThat(client.end()).isEqualTo("1008 the ticket or the session has expired");
    }

    @Test
    void aSessionOpensSocketsFromPagesOfThisHostAlone() throws Exception {
      String handshake = "GET " + OF_ALL + " HTTP/1.1\r\nHost: api.example\r\n"
          + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
          + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nCookie: whopship_session="
          + ScriptedPasses.SESSION + "\r\n";
      assertThat(answerTo(handshake + "Origin: https://api.example\r\n\r\n")).contains(" 101 ");
      assertThat(answerTo(handshake + "Origin: https://evil.example\r\n\r\n"))
          .contains(" 403 ");
      assertThat(answerTo(handshake + "Origin: null\r\n\r\n")).contains(" 403 ");
      assertThat(answerTo(handshake + "Origin: : :\r\n\r\n")).contains(" 403 ");
      assertThat(answerTo(handshake + "\r\n")).contains(" 403 ");
    }

    private String answerTo(String request) throws IOException {
      try (Socket socket = api.connect()) {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII)).readLine();
      }
    }

    @Test
    void nothingIsCompressed() throws Exception {
      try (RawSocket socket = RawSocket.open(api, OF_ALL,
          "Sec-WebSocket-Extensions: permessage-deflate\r\n")) {
        assertThat(socket.head()).startsWith("HTTP/1.1 101")
            .doesNotContainIgnoringCase("extensions")
            .doesNotContainIgnoringCase("set-cookie");
      }
    }

    @Test
    void whoAsksForNoUpgradeIsToldThatThisIsAWebSocket() {
      Api.Reply reply = api.get(OF_ALL);

      assertThat(reply.status()).isEqualTo(426);
      assertThat(reply.header("Upgrade")).isEqualTo("websocket");
      assertThat(reply.header("Set-Cookie")).isEmpty();
    }

    @Test
    void halfAHandshakeIsNone() throws Exception {
      assertThat(api.exchange("GET " + OF_ALL + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
          + "Sec-WebSocket-Version: 13\r\nAuthorization: Bearer " + Core.TOKEN + "\r\n\r\n"))
          .startsWith("HTTP/1.1 400")
          .contains("Not a WebSocket handshake");
    }
  }

  @Nested
  class Peers {

    @Test
    void pingsAreAnswered() {
      SocketClient client = api.openAsAcme(OF_ALL);
      client.raw().sendPing(ByteBuffer.wrap(new byte[]{7})).join();

      assertThat(client.pong()).isEqualTo(ByteBuffer.wrap(new byte[]{7}));
    }

    @Test
    void whoAnswersPingsStays() {
      SocketClient client = subscribed();
      client.hear("log.history");
      await().until(() -> client.pings() > 12);
      logs.say(WEB, lines(1, "still there"));

      client.hear("log.line");
    }

    @Test
    void whoAnswersNoPingIsGivenUp() throws Exception {
      try (RawSocket socket = RawSocket.open(api, OF_AGENT, "")) {
        socket.say("{\"subject\": \"log.subscribe\", \"data\": {\"containerId\": \"web\"}}");
        await().until(() -> logs.viewers(WEB) == 1);

        await().atMost(Duration.ofSeconds(10)).until(() -> logs.viewers(WEB) == 0);
      }
    }

    @Test
    void whoNeverReadsIsCutAndHoldsUpNobody() throws Exception {
      SocketClient other = subscribed();
      other.hear("log.history");
      try (RawSocket socket = RawSocket.open(api, OF_AGENT, "")) {
        socket.say("{\"subject\": \"log.subscribe\", \"data\": {\"containerId\": \"web\"}}");
        await().until(() -> logs.viewers(WEB) == 2);
        String[] many = new String[1000];
        Arrays.fill(many, "z".repeat(10_000));
        logs.say(WEB, lines(1, many));
        for (int i = 0; i < 1000; i++) {
          other.hear("log.line");
        }

        await().atMost(Duration.ofSeconds(10)).until(() -> logs.viewers(WEB) == 1);
      }
      logs.say(WEB, lines(1001, "on it goes"));
      other.hear("log.line");
    }

    @Test
    void aServerThatStopsSaysSo() {
      SocketClient client = subscribed();
      long before = System.nanoTime();
      api.running().close();

      assertThat(client.end()).isEqualTo("1001 the server stops");
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(8));
      assertThat(logs.viewers(WEB)).isZero();
    }
  }
}
