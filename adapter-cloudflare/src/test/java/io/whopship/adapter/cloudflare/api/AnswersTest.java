package io.whopship.adapter.cloudflare.api;

import static io.whopship.adapter.cloudflare.api.AnsweringServer.RESET;
import static io.whopship.adapter.cloudflare.api.AnsweringServer.SILENCE;
import static io.whopship.adapter.cloudflare.api.AnsweringServer.answer;
import static io.whopship.adapter.cloudflare.api.AnsweringServer.error;
import static io.whopship.adapter.cloudflare.api.AnsweringServer.json;
import static io.whopship.adapter.cloudflare.api.AnsweringServer.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.whopship.adapter.cloudflare.api.Call.Trait;
import io.whopship.ports.driven.PortException.Rejected;
import io.whopship.ports.driven.PortException.Unavailable;
import io.whopship.ports.model.identity.Secret;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswersTest {

  private static final String TOKEN = "the-very-secret-token";
  private static final String HTML = "<html><body>Bad gateway</body></html>";
  private static final Call GET = Call.get(Product.KV, "/thing", "the search for a thing");

  private final PassingTime time = new PassingTime();
  /** Long, except for those who wait for it: the machine may be busy. */
  private Duration limit = Duration.ofSeconds(10);
  private final List<String> told = new ArrayList<>();
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  private AnsweringServer server(String... answers) {
    AnsweringServer server = AnsweringServer.of(answers);
    open.add(server);
    return server;
  }

  private CloudflareApi client(AnsweringServer server) {
    CloudflareApi api = CloudflareApi.open(new ApiSettings(server.uri(), "acc", new Secret(TOKEN),
        limit, limit, time));
    open.add(api);
    return api;
  }

  private JsonNode ask(AnsweringServer server) {
    return client(server).result(GET.telling(told::add));
  }

  @Test
  void aGoodAnswerIsItsResult() {
    AnsweringServer server = server(result("{\"id\":7}"));
    assertThat(ask(server).path("id").asInt()).isEqualTo(7);
    assertThat(server.requests().get(0)).startsWith("GET /client/v4/thing HTTP/1.1\r\n")
        .contains("Authorization: Bearer " + TOKEN + "\r\n");
    assertThat(told).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 205})
  void anEmptyAnswerIsFineWhereItMayBeEmpty(int status) {
    assertThat(ask(server(answer(status, "", ""))).isMissingNode()).isTrue();
  }

  @Test
  void theEnvelopeJudgesNotTheStatus() {
    assertThatThrownBy(() -> ask(server(error(200, 10092, "environment_not_found"))))
        .isInstanceOf(Rejected.class)
        .hasMessage("Cloudflare answered 200 to the search for a thing: environment_not_found"
            + " (code 10092)");
    assertThat(ask(server(json(404, "{\"success\":true,\"result\":3}"))).asInt()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503, 504, 524})
  void aServerInTroubleIsAskedFourTimes(int status) {
    AnsweringServer server = server(
        answer(status, "Content-Type: text/html\ncf-ray: 8d1-FRA\n", HTML));
    assertThatThrownBy(() -> ask(server)).isInstanceOf(Unavailable.class)
        .hasMessageStartingWith("Cloudflare answered " + status
            + " to the search for a thing (cf-ray 8d1-FRA) with an HTML page, and not for the first"
            + " time: it was tried 4 times in ");
    assertThat(server.requests()).hasSize(4);
    assertThat(told).hasSize(3);
    assertThat(told.get(0)).matches("Cloudflare answered " + status + " to the search for a thing"
        + " \\(cf-ray 8d1-FRA\\) with an HTML page, trying again in 0.[56] s \\(2 of 4\\)");
    assertThat(told.get(2)).endsWith("(4 of 4)");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "empty | Cloudflare answered 200 to the search for a thing with nothing at all",
      "html | Cloudflare answered 200 to the search for a thing with an HTML page",
      "cut | Cloudflare answered 200 to the search for a thing with JSON that is cut off, or none",
      "half | The connection to Cloudflare broke at the search for a thing",
      "silence | Cloudflare did not answer the search for a thing within 1 s",
      "stalled | Cloudflare did not answer the search for a thing within 1 s",
      "10035 | Multiple attempts to modify (code 10035)",
      "408 | Cloudflare answered 408 to the search for a thing"})
  void whatOnlyOnceWentWrongIsAskedAgain(String fault, String said) {
    limit = fault.startsWith("s") ? Duration.ofSeconds(1) : limit;
    String broken = switch (fault) {
      case "empty" -> json(200, "");
      case "html" -> answer(200, "Content-Type: text/html\n", HTML);
      case "cut" -> json(200, "{\"success\":true,\"result\":{\"id\"");
      case "half" -> result("1").substring(0, result("1").length() - 5);
      case "silence" -> SILENCE;
      case "stalled" -> "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{" + SILENCE;
      case "10035" -> error(409, 10035, "Multiple attempts to modify");
      default -> error(Integer.parseInt(fault), 1, "slow");
    };
    AnsweringServer server = server(broken, result("5"));
    assertThat(ask(server).asInt()).isEqualTo(5);
    assertThat(told).singleElement().asString().contains(said).contains(", trying again in 0.");
  }

  @ParameterizedTest
  @CsvSource({"400, 10012", "403, 10000", "404, 7003", "409, 10004", "413, 10027"})
  void aRefusalStands(int status, int code) {
    AnsweringServer server = server(error(status, code, "No."), result("5"));
    assertThatThrownBy(() -> ask(server)).isInstanceOf(Rejected.class)
        .hasMessageContaining("No (code " + code + ")");
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void aRefusalNamesThePermission() {
    assertThatThrownBy(() -> ask(server(error(403, 10000, "Authentication error"))))
        .hasMessageContaining("'Workers KV Storage Edit'");
  }

  @Test
  void aChallengeForBrowsersIsNotTriedAgain() {
    AnsweringServer server = server(
        answer(403, "cf-mitigated: challenge\nContent-Type: text/html\n", HTML));
    assertThatThrownBy(() -> ask(server)).isInstanceOf(Rejected.class)
        .hasMessageContaining("firewall");
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void aMachineThatIsNotThereIsSaid() throws IOException {
    AnsweringServer server = server(RESET);
    server.close();
    assertThatThrownBy(() -> ask(server)).isInstanceOf(Unavailable.class)
        .hasMessageStartingWith("Cloudflare could not be reached at 127.0.0.1:");
  }

  @Test
  void aConnectionThatBreaksIsMadeAgain() {
    AnsweringServer server = server(RESET, result("5"));
    Call put = Call.put(Product.KV, "/thing", "the writing", Content.json(Json.object()));
    assertThat(client(server).result(put.telling(told::add)).asInt()).isEqualTo(5);
    assertThat(told).singleElement()
        .asString()
        .startsWith("The connection to Cloudflare broke at the writing: ");
  }

  @Test
  void whatIsNotSafeIsNotSentTwice() {
    AnsweringServer server = server(RESET, result("5"));
    Call post = Call.post(Product.KV, "/thing", "the making", Content.json(Json.object()));
    assertThatThrownBy(() -> client(server).send(post)).isInstanceOf(Unavailable.class);
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void whatWasTooMuchIsSentAgainEvenIfItIsNotSafe() {
    AnsweringServer server = server(error(429, 971, "Please wait"), result("5"));
    Call post = Call.post(Product.KV, "/thing", "the making", Content.json(Json.object()));
    assertThat(client(server).result(post).asInt()).isEqualTo(5);
    assertThat(server.requests().get(1)).endsWith("\r\n\r\n{}");
  }

  @Test
  void retryAfterIsObeyed() {
    AnsweringServer server = server(answer(429, "Retry-After: 7\n", ""), result("5"));
    assertThat(ask(server).asInt()).isEqualTo(5);
    assertThat(time.pauses().stream().mapToLong(Duration::toMillis).sum()).isBetween(7000L, 8750L);
    assertThat(told).singleElement().asString().contains("429").contains("(2 of 4)");
  }

  @Test
  void aLongRetryAfterFailsAtOnceAndSaysWhen() {
    AnsweringServer server = server(answer(429, "Retry-After: 90\n", ""), result("5"));
    CloudflareApi api = client(server);
    assertThatThrownBy(() -> api.result(GET)).isInstanceOf(Unavailable.class)
        .hasMessageMatching(".* It asks to be asked again at 20..-..-..T.*Z");
    assertThat(time.pauses()).isEmpty();
    assertThatThrownBy(() -> api.result(GET)).as("all calls of the token wait")
        .isInstanceOf(Unavailable.class)
        .hasMessageMatching("Cloudflare takes no calls of this API token now: .* at 20.*Z");
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void whoeverIsRefusedForLongIsToldHowLong() {
    AnsweringServer server = server(answer(429, "Retry-After: 300\n", ""), result("5"));
    CloudflareApi api = client(server);

    assertThat(retryAfter(api)).isBetween(Duration.ofSeconds(300), Duration.ofSeconds(375));
    time.pass(Duration.ofSeconds(100));
    assertThat(retryAfter(api)).as("what is left of it")
        .isBetween(Duration.ofSeconds(200), Duration.ofSeconds(275));
    time.pass(Duration.ofSeconds(275));

    assertThat(api.result(GET).asInt()).isEqualTo(5);
  }

  @Test
  void aTokenThatIsBlockedWithoutAWordIsLeftAloneForAWhile() {
    CloudflareApi api = client(server(error(429, 971, "Please wait")));

    assertThat(retryAfter(api)).isEqualTo(Retries.SOON_ENOUGH);
  }

  @Test
  void whatIsNoMatterOfTooManyCallsSaysNotWhenToComeBack() {
    assertThat(retryAfter(client(server(answer(503, "", ""))))).isZero();
  }

  private static Duration retryAfter(CloudflareApi api) {
    return catchThrowableOfType(Unavailable.class, () -> api.result(GET)).retryAfter();
  }

  @Test
  void whoDoesNotWaitIsToldAtOnceThatCallsHaveToWait() {
    AnsweringServer server = server(answer(429, "Retry-After: 7\n", ""), result("5"));
    CloudflareApi api = client(server);
    Call brief = GET.with(Trait.BRIEF);
    assertThatThrownBy(() -> api.result(brief)).isInstanceOf(Unavailable.class);
    assertThatThrownBy(() -> api.result(brief)).isInstanceOf(Unavailable.class)
        .hasMessageStartingWith("Cloudflare takes no calls of this API token now: ");
    assertThat(time.pauses()).isEmpty();
    assertThat(api.result(GET).asInt()).isEqualTo(5);
  }

  @Test
  void aResultThatIsNeededIsAskedForAgain() {
    AnsweringServer server = server(result("null"), result("{\"jwt\":\"x\"}"));
    assertThat(client(server).result(GET.with(Trait.NEEDS_RESULT)).path("jwt").asText())
        .isEqualTo("x");
  }

  @Test
  void noTokenIsInAMessage() {
    String jwt = "eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjF9.c2ln";
    AnsweringServer server = server(error(400, 1, "what is " + TOKEN + " or " + jwt + "?"));
    assertThatThrownBy(() -> ask(server)).hasMessageEndingWith(
        "what is ******** or ********? (code 1)");
    Call call = GET.within(new Secret(jwt));
    assertThat(call.toString()).doesNotContain(jwt);
  }
}
