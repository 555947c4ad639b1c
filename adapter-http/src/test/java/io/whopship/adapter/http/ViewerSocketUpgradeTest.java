package io.whopship.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a WebSocket begins, for viewers and for other servers. */
class ViewerSocketUpgradeTest extends ViewerSocketSetting {

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
