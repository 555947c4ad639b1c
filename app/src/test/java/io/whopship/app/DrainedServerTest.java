package io.whopship.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.whopship.testkit.ArtifactZips;
import java.io.IOException;
import java.io.OutputStream;
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

  @TempDir
  private Path data;

  @Test
  void aServerThatIsToldToEndLosesNothingAndSaysSoToAll() throws Exception {
    ServerProcess first = ServerProcess.start(data, SOAK);
    Caller caller = first.caller(first.token());
    caller.createApp("app_1", "my-app");
    caller.awaitFinal(caller.deploy(ArtifactZips.helloWorker("v1").bytes()));
    long second = caller.deploy(ArtifactZips.helloWorker("v2").bytes());
    await().atMost(Duration.ofSeconds(30)).until(() -> caller.stage(second), "stage1_50"::equals);
    var poll = CompletableFuture
        .supplyAsync(() -> caller.get("/deployments/" + second + "?wait=60s"));
    var stream = CompletableFuture
        .supplyAsync(() -> caller.get("/deployments/" + second + "/logs/stream"));
    byte[] zip = ArtifactZips.helloWorker("v3").bytes();
    URI uploadUrl = URI.create(caller.create().at("/uploadUrl").asText());
    try (Socket upload = new Socket("127.0.0.1", first.port())) {
      OutputStream body = begin(upload, uploadUrl, zip);
      await().atMost(Duration.ofSeconds(10)).until(() -> !stream.isDone());

      first.terminate();

      await().atMost(Duration.ofSeconds(10)).until(() -> readiness(first), "503"::equals);
      assertThat(stream.get().statusCode()).isEqualTo(200);
      assertThat(poll.get().statusCode()).isEqualTo(200);
      body.write(zip, 10, zip.length - 10);
      body.flush();
      assertThat(new String(upload.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 200")
          .contains("Connection: close");
    }
    assertThat(first.exitCode()).as(first.output()).isZero();

    try (ServerProcess again = first.restarted(data, SOAK)) {
      assertThat(again.isAlive()).isTrue();
      assertThat(caller.awaitFinal(second).at("/deployment/status").asText()).isEqualTo("active");
      long third = second + 1;
      assertThat(caller.post("/deployments/" + third + "/trigger", "").statusCode())
          .isEqualTo(202);
      assertThat(caller.awaitFinal(third).at("/deployment/status").asText()).isEqualTo("active");
    }
  }

  @Test
  void aSecondSignalEndsItAtOnce() throws Exception {
    ServerProcess server = ServerProcess.start(data, Map.of("WHOPSHIP_DRAIN", "1h"));
    Caller caller = server.caller(server.token());
    caller.createApp("app_1", "my-app");
    URI uploadUrl = URI.create(caller.create().at("/uploadUrl").asText());
    try (Socket upload = new Socket("127.0.0.1", server.port())) {
      begin(upload, uploadUrl, ArtifactZips.helloWorker("v1").bytes());
      server.terminate();
      await().atMost(Duration.ofSeconds(10)).until(() -> readiness(server), "503"::equals);
      assertThat(server.isAlive()).isTrue();

      server.terminate();

      assertThat(server.exitCode()).isEqualTo(StopSignal.TERMINATED);
    }
  }

  @Test
  void whatDoesNotEndInTimeIsCutOff() throws Exception {
    ServerProcess server = ServerProcess.start(data, Map.of("WHOPSHIP_DRAIN", "1s"));
    Caller caller = server.caller(server.token());
    caller.createApp("app_1", "my-app");
    URI uploadUrl = URI.create(caller.create().at("/uploadUrl").asText());
    try (Socket upload = new Socket("127.0.0.1", server.port())) {
      begin(upload, uploadUrl, ArtifactZips.helloWorker("v1").bytes());

      server.terminate();

      assertThat(server.exitCode()).isIn(0, StopSignal.TERMINATED);
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
