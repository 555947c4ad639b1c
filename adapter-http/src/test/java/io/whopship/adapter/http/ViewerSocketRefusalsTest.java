package io.whopship.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.whopship.ports.driving.logs.FollowLog;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.logs.LogSubject;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What viewers by WebSocket are refused. */
class ViewerSocketRefusalsTest extends ViewerSocketSetting {

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
