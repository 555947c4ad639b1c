package io.whopship.testkit.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopbackServerTest {

  private final LoopbackServer server = LoopbackServer.start(exchange -> {
    Request request = exchange.read();
    exchange.send(Answer.of(request.target().equals("/none") ? 204 : 200, "text/plain",
        request.method() + " " + request.target() + " " + request.text()));
  });

  @AfterEach
  void close() {
    server.close();
  }

  /** All that comes back until the server closes. */
  private String say(String text) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        InputStream in = socket.getInputStream()) {
      socket.getOutputStream().write(text.getBytes(US_ASCII));
      return new String(in.readAllBytes(), US_ASCII);
    }
  }

  @Test
  void severalRequestsShareAConnection() throws IOException {
    assertThat(say("""
        POST /a?b=%20 HTTP/1.1\r
        Content-Length: 2\r
        \r
        hiGET /b HTTP/1.1\r
        Connection: close\r
        \r
        """)).contains("POST /a?b=%20 hi", "GET /b ").endsWith("GET /b ");
  }

  @Test
  void aBodyMayComeInChunks() throws IOException {
    assertThat(say("""
        POST / HTTP/1.1\r
        Transfer-Encoding: chunked\r
        Connection: close\r
        \r
        3\r
        abc\r
        2;x=y\r
        de\r
        0\r
        Trailer: x\r
        \r
        """)).endsWith("POST / abcde");
  }

  @Test
  void whoExpectsToContinueIsToldTo() throws IOException {
    assertThat(say("""
        POST / HTTP/1.1\r
        Expect: 100-continue\r
        Content-Length: 2\r
        Connection: close\r
        \r
        hi""")).startsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200").endsWith("POST / hi");
  }

  @Test
  void whatIsNoRequestEndsTheConnection() throws IOException {
    assertThat(say("hello\r\n\r\n")).isEmpty();
    assertThat(say("GET / HTTP/1.1\r\nno header\r\n\r\n")).isEmpty();
  }
}
