package io.whopship.testkit.cloudflare;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.whopship.testkit.MovableClock;
import io.whopship.testkit.cloudflare.rest.Json;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TelemetryTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final String QUERY = """
      query ($account: String!, $filter: WorkersInvocationsAdaptiveFilter_InputObject) {
        viewer { accounts(filter: {accountTag: $account}) {
          workersInvocationsAdaptive(limit: 100, filter: $filter) {
            dimensions { scriptName } sum { requests errors } quantiles { wallTimeP99 } } } } }
      """;

  private final MovableClock clock = new MovableClock(START);
  private final FakeCloudflare cloudflare = FakeCloudflare.start(clock);
  private final Client client = new Client(cloudflare);

  @AfterEach
  void close() {
    client.close();
    cloudflare.close();
  }

  private JsonNode logs(String filter, String more) throws IOException {
    return client.call("POST", "/workers/observability/telemetry/query",
        "{\"queryId\":\"adhoc\",\"timeframe\":{\"from\":" + START.toEpochMilli() + ",\"to\":"
            + START.plusSeconds(60).toEpochMilli() + "},\"parameters\":{\"filters\":[" + filter
            + "]}" + more + "}")
        .result()
        .path("events")
        .path("events");
  }

  private static List<String> messages(JsonNode events) {
    List<String> messages = new ArrayList<>();
    events.forEach(event -> messages.add(event.path("$metadata").path("message").asText()));
    return messages;
  }

  private static String service(String name) {
    return "{\"key\":\"$metadata.service\",\"operation\":\"eq\",\"type\":\"string\",\"value\":\""
        + name + "\"}";
  }

  @Test
  void whatAScriptLoggedIsFoundNewestFirst() throws IOException {
    cloudflare.log("shop", "info", "one").log("other", "info", "strange");
    clock.advance(Duration.ofSeconds(1));
    cloudflare.log("shop", "error", "two").log("shop", START.minusMillis(1), "info", "before");

    JsonNode found = logs(service("shop"), "");
    assertThat(messages(found)).containsExactly("two", "one");
    assertThat(found.path(0).path("$workers").path("scriptName").asText()).isEqualTo("shop");
    assertThat(found.path(0).path("timestamp").longValue()).isEqualTo(START.toEpochMilli() + 1000);
    String last = found.path(0).path("$metadata").path("id").asText();
    assertThat(messages(logs(service("shop"), ",\"offset\":\"" + last + "\"")))
        .containsExactly("one");
    assertThat(messages(logs("", ",\"limit\":1"))).containsExactly("two");
    assertThat(messages(logs(
        "{\"key\":\"$metadata.message\",\"operation\":\"includes\",\"type\":\"string\","
            + "\"value\":\"tw\"}",
        "")))
        .containsExactly("two");
  }

  @Test
  void logsAreSeenAfterADelay() throws IOException {
    cloudflare.withTelemetryDelay(Duration.ofSeconds(10)).log("shop", "info", "one");
    assertThat(logs("", "")).isEmpty();
    clock.advance(Duration.ofSeconds(10));
    assertThat(messages(logs("", ""))).containsExactly("one");
  }

  private String calculated(String parameters) throws IOException {
    return client.call("POST", "/workers/observability/telemetry/query",
        "{\"queryId\":\"adhoc\",\"view\":\"calculations\",\"timeframe\":{\"from\":0,\"to\":"
            + START.toEpochMilli() + "},\"parameters\":" + parameters + "}")
        .json()
        .toString();
  }

  @Test
  void whatIsAskedOfScriptsIsCountedTruly() throws IOException {
    for (int millis = 1; millis <= 3; millis++) {
      cloudflare.invoked(Invocation.of("shop", START, 200).taking(Duration.ofMillis(millis)));
    }

    assertThat(calculated("{\"calculations\":[{\"operator\":\"count\",\"alias\":\"all\"},"
        + "{\"operator\":\"median\",\"key\":\"$workers.wallTimeMs\"}]}"))
        .contains("\"alias\":\"all\"", "\"value\":3.0", "\"value\":2.0");
    assertThat(calculated("{\"groupBys\":[{}]}")).contains("groups nothing");
    assertThat(calculated("{\"calculations\":[{\"operator\":\"p42\"}]}")).contains("p42");
  }

  private JsonNode figures(String query, String variables) throws IOException {
    JsonNode answer = client.send("POST", "/graphql", "application/json",
        Json.text(Json.object()
            .put("query", query)
            .set("variables", Json.parse(variables.getBytes(UTF_8)).orElseThrow()))
            .getBytes(UTF_8))
        .json();
    return answer.path("data")
        .path("viewer")
        .path("accounts")
        .path(0)
        .path("workersInvocationsAdaptive");
  }

  private void serve(String namespace, String script, Instant at, int requests, int errors) {
    cloudflare.served(new Served(namespace, script, at, requests, errors, Duration.ofMillis(5),
        Duration.ofMillis(requests)));
  }

  @Test
  void figuresAreSummedByScriptAndTime() throws IOException {
    serve("tenants", "shop", START, 10, 1);
    serve("tenants", "shop", START.plusSeconds(5), 20, 2);
    serve("tenants", "shop", START.plusSeconds(60), 40, 4);
    serve("tenants", "other", START, 80, 8);
    clock.advance(Duration.ofMinutes(5));

    JsonNode rows = figures(QUERY, "{\"account\":\"" + cloudflare.account() + "\",\"filter\":"
        + "{\"scriptName\":\"shop\",\"dispatchNamespaceName\":\"tenants\",\"datetime_geq\":\""
        + START + "\",\"datetime_lt\":\"" + START.plusSeconds(60) + "\"}}");
    assertThat(rows).hasSize(1);
    assertThat(rows.path(0).path("dimensions")).hasToString("{\"scriptName\":\"shop\"}");
    assertThat(rows.path(0).path("sum").path("requests").intValue()).isEqualTo(30);
    assertThat(rows.path(0).path("sum").path("errors").intValue()).isEqualTo(3);
    assertThat(rows.path(0).path("quantiles").path("wallTimeP99").intValue()).isEqualTo(20_000);

    String literal = QUERY.replace("filter: $filter",
        "filter: {scriptName_in: [\"shop\", \"other\"], datetime_leq: $until}");
    assertThat(figures(literal, "{\"account\":\"" + cloudflare.account() + "\",\"until\":\""
        + START + "\"}")).hasSize(2);
  }

  @Test
  void aQueryThatTheFakeDoesNotUnderstandFails() throws IOException {
    assertThat(figures("query { viewer { other } }", "{}").isMissingNode()).isTrue();
    assertThat(figures(QUERY, "{\"account\":\"other\"}").isMissingNode()).isTrue();
    assertThat(figures(QUERY.replace("filter: $filter", "filter: {color: \"red\"}"),
        "{\"account\":\"" + cloudflare.account() + "\"}").isMissingNode()).isTrue();
  }

  @Test
  void figuresAreSeenAfterADelay() throws IOException {
    cloudflare.withTelemetryDelay(Duration.ofSeconds(10));
    serve("", "shop", START, 1, 0);
    assertThat(figures(QUERY, "{}")).isEmpty();
    clock.advance(Duration.ofSeconds(10));
    assertThat(figures(QUERY, "{}")).hasSize(1);
  }
}
