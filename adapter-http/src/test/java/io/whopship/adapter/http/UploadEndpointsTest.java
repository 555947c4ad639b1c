package io.whopship.adapter.http;

import static io.whopship.adapter.http.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.spi.ILoggingEvent;
import io.whopship.ports.driving.UploadArtifact.Outcome;
import io.whopship.ports.driving.UploadArtifact;
import io.whopship.ports.model.artifact.Checksum;
import io.whopship.ports.model.identity.Origin;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UploadEndpointsTest {

  static final String SIGNED = "/uploads/builds/123/artifact.zip?expires=1737723600&signature=s1gn";
  static final Checksum CHECKSUM = new Checksum(Samples.CHECKSUM);
  static final byte[] ZIP = "PK and so on".getBytes(StandardCharsets.UTF_8);
  static final long MIB = 1024L * 1024;

  final AtomicLong now = new AtomicLong();
  volatile long tick;

  final Core core = new Core();

  @RegisterExtension
  final Api api = new Api(core, new HttpSettings("127.0.0.1", 0, 1, 16 * 1024,
      Duration.ofSeconds(1), Duration.ofSeconds(10)), () -> now.addAndGet(tick));

  @RegisterExtension
  final LogLines operator = new LogLines();

  /** Reads a body to its end as a store does, which passes a failure on unchecked. */
  static byte[] readAll(UploadArtifact.Body body) {
    try {
      return body.stream().readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Api.Reply signed(Outcome outcome) {
    core.uploadSigned = (key, expires, signature, body) -> outcome;
    return api.put(SIGNED, ZIP, "application/zip");
  }

  @Nested
  class Accepted {

    @Test
    void aSignedUrlIsAllThatAnUploadNeeds() {
      core.uploadSigned = (key, expires, signature, body) -> {
        assertThat(key).isEqualTo("builds/123/artifact.zip");
        assertThat(expires).isEqualTo(1_737_723_600);
        assertThat(signature).isEqualTo("s1gn");
        assertThat(body.declaredBytes()).isEqualTo(ZIP.length);
        return new Outcome.Uploaded(readAll(body).length, CHECKSUM);
      };

      Api.Reply reply = api.send(api.request("PUT", SIGNED, BodyPublishers.ofByteArray(ZIP))
          .header("Content-Type", "application/zip")
          .build());

      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.json()).isEqualTo(Api.json("""
          {"uploadKey": "builds/123/artifact.zip", "bytes": 12, "checksum": "%s"}
          """.formatted(CHECKSUM)));
    }

    @Test
    void aDirectUploadIsTheCallers() {
      core.upload = (caller, id, body) -> {
        assertThat(caller.from(Origin.UNKNOWN)).isEqualTo(Core.ACME);
        assertThat(id).isEqualTo(Samples.ID);
        assertThat(readAll(body)).isEqualTo(ZIP);
        return new Outcome.Uploaded(12, CHECKSUM);
      };

      Api.Reply reply = api.put("/deployments/123/artifact", ZIP, "application/zip");

      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.json()).isEqualTo(Api.json("""
          {"uploadKey": "builds/123/artifact.zip", "bytes": 12, "checksum": "%s"}
          """.formatted(CHECKSUM)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/octet-stream", "application/x-zip-compressed",
        "Application/ZIP; charset=binary"})
    void otherNamesOfAZipWillDo(String type) {
      core.uploadSigned = (key, expires, signature, body) -> new Outcome.Uploaded(
          readAll(body).length, CHECKSUM);

      assertThat(api.put(SIGNED, ZIP, type).status()).isEqualTo(200);
    }

    @Test
    void noTypeWillDo() {
      core.uploadSigned = (key, expires, signature, body) -> new Outcome.Uploaded(
          readAll(body).length, CHECKSUM);

      assertThat(api.send("PUT", SIGNED, BodyPublishers.ofByteArray(ZIP)).status()).isEqualTo(200);
    }

    @Test
    void aBodyOfUnknownLengthIsTakenAsItComes() {
      core.uploadSigned = (key, expires, signature, body) -> {
        assertThat(body.declaredBytes()).isEqualTo(-1);
        return new Outcome.Uploaded(readAll(body).length, CHECKSUM);
      };

      Api.Reply reply = api.send("PUT", SIGNED,
          BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(ZIP)));

      assertThat(reply.json().get("bytes").intValue()).isEqualTo(12);
    }

    @Test
    void aBodyLargerThanAnyJsonPasses() {
      core.uploadSigned = (key, expires, signature, body) -> new Outcome.Uploaded(
          readAll(body).length, CHECKSUM);

      Api.Reply reply = api.put(SIGNED, new byte[(int) (3 * MIB)], "application/zip");

      assertThat(reply.json().get("bytes").longValue()).isEqualTo(3 * MIB);
    }

    @Test
    void whoAsksFirstIsToldToGoOn() throws IOException {
      core.uploadSigned = (key, expires, signature, body) -> new Outcome.Uploaded(
          readAll(body).length, CHECKSUM);

      try (Socket socket = api.connect()) {
        write(socket, head(ZIP.length, "Expect: 100-continue\r\nConnection: close\r\n"));
        byte[] goOn = socket.getInputStream().readNBytes(25);
        assertThat(new String(goOn, StandardCharsets.US_ASCII))
            .isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
        socket.getOutputStream().write(ZIP);
        assertThat(rest(socket)).startsWith("HTTP/1.1 200 ");
      }
    }
  }

  @Nested
  class Refused {

    @Test
    void whatIsTooLargeIsToldTheLimit() {
      assertProblem(signed(new Outcome.TooLarge(536_870_912)), 413, "Content Too Large",
          "Artifact is larger than 536870912 bytes, the most this server accepts:"
              + " leave out what the worker does not need");
    }

    @Test
    void anotherArtifactThanTheOneAnnouncedIsRefused() {
      Checksum actual = new Checksum("cd".repeat(32));

      assertProblem(signed(new Outcome.OtherChecksum(CHECKSUM, actual)), 400, "Bad Request",
          "Artifact does not match its announced checksum", "checksum",
          "Expected " + CHECKSUM + ", but received " + actual);
    }

    @Test
    void aSignatureOfSomebodyElseIsForbidden() {
      assertProblem(signed(new Outcome.BadSignature(false)), 403, "Forbidden",
          "Upload URL was not issued by this server: use uploadUrl exactly as given");
    }

    @Test
    void aSignatureWhoseHourIsOverIsForbidden() {
      assertProblem(signed(new Outcome.BadSignature(true)), 403, "Forbidden",
          "Upload URL has expired: create a new deployment to get another");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?signature=x", "?expires=17", "?expires=soon&signature=x",
        "?expires=-1&signature=x", "?expires=9999999999999999999&signature=x"})
    void aUrlWithoutItsCredentialIsForbidden(String query) {
      assertProblem(api.put("/uploads/builds/123/artifact.zip" + query, ZIP, "application/zip"),
          403, "Forbidden",
          "Upload URL was not issued by this server: use uploadUrl exactly as given");
    }

    @Test
    void afterTheTriggerItIsTooLate() {
      assertProblem(signed(new Outcome.AlreadyTriggered()), 409, "Conflict",
          "Deployment has already been triggered");
    }

    @Test
    void aDeploymentThatIsNotThereIsNotFound() {
      assertProblem(signed(new Outcome.NoSuchDeployment()), 404, "Not Found",
          "Deployment not found");
    }

    @Test
    void anotherOnesDeploymentIsForbidden() {
      assertProblem(signed(new Outcome.NotYours()), 403, "Forbidden",
          "You do not have access to this app");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
        "text/html"})
    void whatIsNoZipByItsTypeIsRefusedUnread(String type) {
      assertProblem(api.put(SIGNED, ZIP, type), 415, "Unsupported Media Type",
          "An artifact is a zip file: send it with Content-Type: application/zip");
    }

    @Test
    void oneTooManyAtATimeIsToldToComeAgain() throws Exception {
      CountDownLatch firstIsIn = new CountDownLatch(1);
      CountDownLatch firstMayEnd = new CountDownLatch(1);
      core.uploadSigned = (key, expires, signature, body) -> {
        firstIsIn.countDown();
        await().until(() -> firstMayEnd.getCount() == 0);
        return new Outcome.Uploaded(12, CHECKSUM);
      };
      CompletableFuture<Api.Reply> first = CompletableFuture
          .supplyAsync(() -> api.put(SIGNED, ZIP, "application/zip"));
      firstIsIn.await();

      Api.Reply second = api.put(SIGNED, ZIP, "application/zip");

      firstMayEnd.countDown();
      assertProblem(second, 503, "Service Unavailable",
          "Too many uploads at the moment: try again in a few seconds");
      assertThat(second.header("Retry-After")).isEqualTo("5");
      assertThat(first.get().status()).isEqualTo(200);
      assertThat(api.put(SIGNED, ZIP, "application/zip").status()).isEqualTo(200);
    }

    @Test
    void theReasonArrivesThoughTheCallerIsStillSending() throws IOException {
      core.uploadSigned = (key, expires, signature, body) -> new Outcome.TooLarge(MIB);

      try (Socket socket = api.connect()) {
        write(socket, head(64 * MIB, ""));
        byte[] part = new byte[(int) MIB];
        for (int sent = 0; sent < 64; sent++) {
          socket.getOutputStream().write(part);
        }
        assertThat(rest(socket)).startsWith("HTTP/1.1 413 ").contains("Connection: close");
      }
    }

    @Test
    void whoAsksFirstIsNotToldToGoOn() throws IOException {
      core.uploadSigned = (key, expires, signature, body) -> new Outcome.TooLarge(MIB);

      try (Socket socket = api.connect()) {
        write(socket, head(64 * MIB, "Expect: 100-continue\r\n"));
        assertThat(rest(socket)).startsWith("HTTP/1.1 413 ").doesNotContain("100 Continue");
      }
    }
  }

  @Nested
  class Broken {

    @Test
    void anUploadThatBreaksOffIsOneLineWithoutAStackTrace() throws IOException {
      core.uploadSigned = (key, expires, signature, body) -> new Outcome.Uploaded(
          readAll(body).length, CHECKSUM);

      try (Socket socket = api.connect()) {
        write(socket, head(1000, "") + "only this");
      }

      await().until(() -> !operator.of(AccessLog.class).isEmpty());
      assertThat(operator.messagesOf(UploadEndpoints.class)).singleElement()
          .asString()
          .startsWith("upload broke off key=builds/123/artifact.zip bytes=9 cause=");
      assertThat(operator.messagesOf(AccessLog.class)).singleElement()
          .asString()
          .contains("status=400");
      assertThat(problems()).isEmpty();
    }

    @Test
    void anUploadThatStandsStillIsToldSo() throws IOException {
      core.uploadSigned = (key, expires, signature, body) -> new Outcome.Uploaded(
          readAll(body).length, CHECKSUM);

      try (Socket socket = api.connect()) {
        write(socket, head(1000, "") + "only this");
        assertThat(rest(socket)).startsWith("HTTP/1.1 408 ")
            .contains("Request stalled for too long: send it again");
      }
      assertThat(operator.messagesOf(UploadEndpoints.class)).singleElement()
          .asString()
          .contains("bytes=9", "imeout");
      assertThat(problems()).isEmpty();
    }

    @Test
    void anUploadThatTricklesIsToldTheRateAndFreesItsPlace() {
      core.uploadSigned = (key, expires, signature, body) -> new Outcome.Uploaded(
          readAll(body).length, CHECKSUM);
      tick = Duration.ofSeconds(31).toNanos();

      Api.Reply reply = api.put(SIGNED, ZIP, "application/zip");

      assertProblem(reply, 408, "Request Timeout", "Upload is too slow: it must average at least"
          + " 16384 bytes per second, use a faster connection");
      assertThat(operator.messagesOf(UploadEndpoints.class)).singleElement()
          .asString()
          .contains("bytes=12", "too slow: 12 bytes in 31 s");
      assertThat(problems()).isEmpty();
      tick = 0;
      assertThat(api.put(SIGNED, ZIP, "application/zip").status()).isEqualTo(200);
    }

    @Test
    void chunksThatAreNoneBreakItToo() throws IOException {
      core.uploadSigned = (key, expires, signature, body) -> new Outcome.Uploaded(
          readAll(body).length, CHECKSUM);

      try (Socket socket = api.connect()) {
        write(socket, "PUT " + SIGNED
            + " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nrubbish\r\n");
        assertThat(rest(socket)).startsWith("HTTP/1.1 400 ");
      }
      assertThat(problems()).isEmpty();
    }

    @Test
    void aDiskThatFailsIsNotTheCallersFault() {
      core.uploadSigned = (key, expires, signature, body) -> {
        throw new UncheckedIOException(new IOException("disk full"));
      };

      assertProblem(api.put(SIGNED, ZIP, "application/zip"), 500, "Internal Server Error",
          "An unexpected error occurred");
    }

    List<ILoggingEvent> problems() {
      return operator.all().stream().filter(line -> line.getThrowableProxy() != null).toList();
    }
  }

  static String head(long length, String more) {
    return "PUT " + SIGNED + " HTTP/1.1\r\nHost: a\r\nContent-Type: application/zip\r\n"
        + "Content-Length: " + length + "\r\n" + more + "\r\n";
  }

  static void write(Socket socket, String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(text.getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  static String rest(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
