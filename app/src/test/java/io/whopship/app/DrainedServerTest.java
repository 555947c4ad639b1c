package io.whopship.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.whopship.testkit.ArtifactZips;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrainedServerTest {

  private static final Map<String, String> SOAK = Map.of("WHOPSHIP_SOAK", "3s");

  private static final Duration SOON = Duration.ofSeconds(40);

  @TempDir
  private Path data;

  @Test
  void aServerThatIsToldToEndLosesNothingAndSaysSoToAll() throws Exception {
    ServerProcess first = ServerProcess.start(data, SOAK);
    Caller caller = first.caller(first.token());
    caller.createApp("app_1", "my-app");
    caller.awaitFinal(caller.deploy(ArtifactZips.helloWorker("v1").bytes()));
    long second = caller.deploy(ArtifactZips.helloWorker("v2").bytes());
    await().atMost(SOON).until(() -> caller.stage(second), "stage1_50"::equals);
    var poll = CompletableFuture
        .supplyAsync(() -> caller.get("/deployments/" + second + "?wait=60s"));
    var stream = CompletableFuture
        .supplyAsync(() -> caller.get("/deployments/" + second + "/logs/stream"));
    byte[] zip = ArtifactZips.helloWorker("v3").bytes();
    URI uploadUrl = URI.create(caller.create().at("/uploadUrl").asText());
    try (Socket upload = new Socket(InetAddress.getLoopbackAddress(), first.port())) {
      OutputStream body = begin(upload, uploadUrl, zip);
      await().atMost(SOON).until(() -> !stream.isDone());

      first.terminate();

      await().atMost(SOON).until(() -> readiness(first), "503"::equals);
      assertThat(stream.get().statusCode()).isEqualTo(200);
      assertThat(poll.get().statusCode()).isEqualTo(200);
      body.write(zip, 10, zip.length - 10);
      body.flush();
      assertThat(new String(upload.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 200")
          .contains("Connection: close");
    }
    assertThat(first.exitCode()).as(first.output()).isZero();

    try (ServerProcess again = first.restarted(data,
        Map.of("WHOPSHIP_SOAK", "3s", "WHOPSHIP_DRAIN_NOTICE", "5s"))) {
      assertThat(again.isAlive()).isTrue();
      assertThat(caller.awaitFinal(second).at("/deployment/status").asText()).isEqualTo("active");
      long third = second + 1;
      assertThat(caller.post("/deployments/" + third + "/trigger", "").statusCode())
          .isEqualTo(202);
      assertThat(caller.awaitFinal(third).at("/deployment/status").asText()).isEqualTo("active");

      again.terminate();

      await().atMost(SOON).until(() -> readiness(again), "503"::equals);
      assertThat(again.exitCode()).as(again.output()).isZero();
    }
  }

  @Test
  void whatHoldsItsEndUpIsCutOffAtASecondSignal() throws Exception {
    ServerProcess first = ServerProcess.start(data, Map.of("WHOPSHIP_DRAIN", "1h"));
    Caller caller = first.caller(first.token());
    caller.createApp("app_1", "my-app");
    URI uploadUrl = URI.create(caller.create().at("/uploadUrl").asText());
    byte[] zip = ArtifactZips.helloWorker("v1").bytes();
    try (Socket upload = new Socket(InetAddress.getLoopbackAddress(), first.port())) {
      begin(upload, uploadUrl, zip);
      first.terminate();
      await().atMost(SOON).until(() -> readiness(first), "503"::equals);
      assertThat(first.isAlive()).isTrue();

      first.terminate();

      assertThat(first.exitCode()).as(first.output()).isEqualTo(StopSignal.TERMINATED);
    }
  }

  /** Sends the head of an upload and its first ten bytes. */
  private static OutputStream begin(Socket socket, URI url, byte[] zip) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(("PUT " + url.getRawPath() + "?" + url.getRawQuery() + " HTTP/1.1\r\nHost: a\r\n"
        + "Content-Type: application/zip\r\nContent-Length: " + zip.length + "\r\n\r\n")
        .getBytes(StandardCharsets.US_ASCII));
    out.write(zip, 0, 10);
    out.flush();
    return out;
  }

  private static String readiness(ServerProcess server) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer = client.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/readyz"))
              .build(),
          BodyHandlers.ofString());
      return Integer.toString(answer.statusCode());
    }
  }
}
