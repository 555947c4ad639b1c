package io.whopship.adapter.cloudflare.workerd;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.adapter.cloudflare.workerd.WorkerdSettings.Times;
import io.whopship.testkit.FakeArtifact;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long a visitor who sends a body may take, and how long the answer may. */
class AnswerTimeTest {

  private static final Duration ANSWER = Duration.ofSeconds(1);

  @TempDir
  Path stateDirectory;

  RunningEdge edge;

  @BeforeEach
  void serveAWorkerThatReadsThenAnswers() {
    edge = RunningEdge.start(stateDirectory, new Times(Duration.ofSeconds(10), ANSWER,
        Duration.ofSeconds(5), Duration.ofMinutes(10)));
    edge.place(1, FakeArtifact.EMPTY.file("open-next/worker/index.js", """
        export default {
          async fetch(request) {
            const body = await request.text();
            if (new URL(request.url).pathname === "/never") {
              await new Promise((resolve) => setTimeout(resolve, 600_000));
            }
            return new Response(`read ${body.length}`);
          },
        };
        """));
    edge.routeAll(1, 1);
  }

  @AfterEach
  void close() {
    edge.close();
  }

  @Test
  void aBodyMayTakeLongerThanTheAnswer() throws Exception {
    assertThat(statusOfUpload("/", 6)).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void anAnswerToABodyIsNotAwaitedForEver() throws Exception {
    assertThat(statusOfUpload("/never", 2)).startsWith("HTTP/1.1 504 ");
  }

  @Test
  void aBodyOfWhichNothingMovesIsNotAwaitedForEver() throws Exception {
    try (Socket visitor = connect("/", 10)) {
      assertThat(firstLine(visitor)).startsWith("HTTP/1.1 504 ");
    }
  }

  /** One byte at a time, each well within the time of an answer. */
  private String statusOfUpload(String path, int bytes) throws Exception {
    try (Socket visitor = connect(path, bytes)) {
      for (int sent = 0; sent < bytes; sent++) {
        Thread.sleep(ANSWER.dividedBy(3)); // the slowness is what is tested
        visitor.getOutputStream().write('x');
      }
      return firstLine(visitor);
    }
  }

  private Socket connect(String path, int bytes) throws Exception {
    Socket visitor = new Socket(InetAddress.getLoopbackAddress(), edge.edge().frontPort());
    visitor.setSoTimeout(10_000);
    OutputStream out = visitor.getOutputStream();
    out.write(("POST " + path + " HTTP/1.1\r\nHost: " + RunningEdge.HOST + "\r\nContent-Length: "
        + bytes + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    return visitor;
  }

  private static String firstLine(Socket visitor) throws Exception {
    return new BufferedReader(
        new InputStreamReader(visitor.getInputStream(), StandardCharsets.US_ASCII)).readLine();
  }
}
