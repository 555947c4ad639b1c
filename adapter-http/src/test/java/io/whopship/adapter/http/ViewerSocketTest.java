package io.whopship.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.whopship.ports.driven.PortException;
import io.whopship.ports.driving.logs.LogEvent;
import io.whopship.ports.model.deploy.Status;
import io.whopship.ports.model.logs.LogGap;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogStart;
import io.whopship.ports.model.logs.LogType;
import io.whopship.ports.model.logs.StoredLine;
import io.whopship.ports.model.rollout.Percent;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What viewers by WebSocket hear. */
class ViewerSocketTest extends ViewerSocketSetting {

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
