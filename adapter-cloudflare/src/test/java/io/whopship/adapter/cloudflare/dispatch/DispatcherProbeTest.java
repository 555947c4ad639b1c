package io.whopship.adapter.cloudflare.dispatch;

import static io.whopship.adapter.cloudflare.dispatch.RunningDispatcher.HOST;
import static io.whopship.adapter.cloudflare.dispatch.RunningDispatcher.release;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.rollout.Traffic;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the control plane reaches a release that has no traffic, and how nobody else does. */
class DispatcherProbeTest {

  private static final ProbeSignature SIGNATURE = new ProbeSignature(
      RunningDispatcher.PROBE_SECRET);

  @TempDir
  static Path directory;

  static RunningDispatcher dispatcher;

  @BeforeAll
  static void publish() {
    dispatcher = RunningDispatcher.start(directory)
        .hello(1)
        .hello(2)
        .route(HOST, new Traffic.Whole(release(1)));
  }

  @AfterAll
  static void close() {
    dispatcher.close();
  }

  private static Instant soon() {
    return Instant.now().plus(Duration.ofMinutes(1));
  }

  private static String signed(String host, String path) {
    return SIGNATURE.sign(release(2), host, path, soon());
  }

  private static void assertRefused(HttpResponse<String> answer, String reason) {
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains(reason);
    assertThat(answer.headers().firstValue(ProbeSignature.ANSWERED_BY)).isEmpty();
  }

  @Test
  void aProbeReachesTheReleaseThatItNames() throws Exception {
    HttpResponse<String> answer = dispatcher.get("/api/version", ProbeSignature.HEADER,
        signed(HOST, "/api/version"));

    assertThat(new JsonObject(answer.body()).getString("version")).isEqualTo("v2");
    assertThat(answer.headers().firstValue(ProbeSignature.ANSWERED_BY)).contains("whopship-7-2");
  }

  @Test
  void aProbeReachesAReleaseUnderAHostThatKvDoesNotKnow() throws Exception {
    HttpResponse<String> answer = dispatcher.ask("new.example.com", "/api/version",
        ProbeSignature.HEADER, signed("new.example.com", "/api/version"));

    assertThat(new JsonObject(answer.body()).getString("version")).isEqualTo("v2");
  }

  @Test
  void theSignatureStaysWithTheDispatcher() throws Exception {
    String path = "/api/echo?q=gr%C3%B6%C3%9Fer%20a&b";
    JsonObject echo = new JsonObject(
        dispatcher.get(path, ProbeSignature.HEADER, signed(HOST, path)).body());

    assertThat(echo.getString("url")).endsWith(path);
    assertThat(echo.encode()).doesNotContain("x-whopship");
  }

  @Test
  void nobodyElseIsToldWhoAnswers() throws Exception {
    assertThat(dispatcher.get("/").headers().firstValue(ProbeSignature.ANSWERED_BY)).isEmpty();
  }

  @Test
  void aFailingReleaseIsProbedLikeAnyOther() throws Exception {
    HttpResponse<String> answer = dispatcher.get("/api/throw", ProbeSignature.HEADER,
        signed(HOST, "/api/throw"));

    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.headers().firstValue(ProbeSignature.ANSWERED_BY)).contains("whopship-7-2");
  }

  @Test
  void aReleaseThatIsNotThereIsUnavailable() throws Exception {
    HttpResponse<String> answer = dispatcher.get("/", ProbeSignature.HEADER,
        SIGNATURE.sign(release(99), HOST, "/", soon()));

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue(ProbeSignature.ANSWERED_BY)).contains("whopship-7-99");
  }

  @Test
  void aSignatureOfAnotherSecretIsRefused() throws Exception {
    String forged = new ProbeSignature(new Secret("another")).sign(release(2), HOST, "/", soon());

    assertRefused(dispatcher.get("/", ProbeSignature.HEADER, forged), "not signed for this");
  }

  @Test
  void aSignatureForAnotherAddressIsRefused() throws Exception {
    assertRefused(dispatcher.get("/api/env", ProbeSignature.HEADER, signed(HOST, "/")),
        "not signed for this");
    assertRefused(dispatcher.get("/?a=1", ProbeSignature.HEADER, signed(HOST, "/")),
        "not signed for this");
    assertRefused(dispatcher.ask("other.example.com", "/", ProbeSignature.HEADER,
        signed(HOST, "/")), "not signed for this");
  }

  @Test
  void aSignatureForAnotherReleaseOrTimeIsRefused() throws Exception {
    String signature = signed(HOST, "/");

    assertRefused(dispatcher.get("/", ProbeSignature.HEADER,
        signature.replace("whopship-7-2", "whopship-7-1")), "not signed for this");
    assertRefused(dispatcher.get("/", ProbeSignature.HEADER,
        signature.replaceFirst("\\.([0-9]+)\\.", ".9$1.")), "not signed for this");
  }

  @Test
  void anExpiredSignatureIsRefused() throws Exception {
    String expired = SIGNATURE.sign(release(2), HOST, "/", Instant.now().minusSeconds(2));

    assertRefused(dispatcher.get("/", ProbeSignature.HEADER, expired), "has expired");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "v1", "v1.whopship-7-2.9999999999.", "v1.other.9999999999.00",
      "v2.whopship-7-2.9999999999.00"})
  void whatIsNoSignatureIsRefused(String value) throws Exception {
    assertRefused(dispatcher.get("/", ProbeSignature.HEADER, value), "is not what a probe");
  }

  @Test
  void aProbeOnlyReads() throws Exception {
    assertRefused(dispatcher.send(dispatcher.request(HOST, "/api/echo")
        .header(ProbeSignature.HEADER, signed(HOST, "/api/echo"))
        .POST(BodyPublishers.ofString("x"))), "is not what a probe");
  }
}
