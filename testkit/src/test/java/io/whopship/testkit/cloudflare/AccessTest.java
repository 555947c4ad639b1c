package io.whopship.testkit.cloudflare;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.testkit.MovableClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AccessTest {

  private final MovableClock clock = new MovableClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final FakeCloudflare cloudflare = FakeCloudflare.start(clock);
  private final Client client = new Client(cloudflare);

  @AfterEach
  void close() {
    client.close();
    cloudflare.close();
  }

  @Test
  void whoHasNoTokenOrAStrangeOneIsRefused() throws IOException {
    assertThat(client.get("/r2/buckets").status()).isEqualTo(200);
    assertThat(client.as("").get("/r2/buckets").refusal()).isEqualTo("400 9106");
    assertThat(client.as("two words").get("/r2/buckets").refusal()).isEqualTo("400 6003");
    assertThat(client.as("strange").get("/r2/buckets").refusal()).isEqualTo("401 10000");
    assertThat(client.as("strange")
        .send("GET", "/user/tokens/verify", "text/plain", new byte[0])
        .refusal()).isEqualTo("401 1000");
  }

  @Test
  void aTokenMayLackAPermission() throws IOException {
    client.as(cloudflare.tokenWithout("Workers KV Storage Edit"));

    assertThat(client.get("/storage/kv/namespaces").refusal()).isEqualTo("403 10000");
    assertThat(client.get("/r2/buckets").status()).isEqualTo(200);
    assertThat(client.send("GET", "/user/tokens/verify", "text/plain", new byte[0])
        .result()
        .path("status")
        .asText()).isEqualTo("active");
  }

  @Test
  void anotherAccountAndAnUnknownPathLeadNowhere() throws IOException {
    assertThat(client.get("/workers/dispatch/namespaces/a/scripts/b/versions").refusal())
        .isEqualTo("404 7003");
    assertThat(client.send("GET", "/accounts/other/r2/buckets", "text/plain", new byte[0])
        .refusal()).isEqualTo("404 7003");
    assertThat(client.send("GET", "/accounts", "text/plain", new byte[0])
        .result()
        .path(0)
        .path("id")
        .asText()).isEqualTo(cloudflare.account());
  }

  @Test
  void anErrorHasAnEnvelope() throws IOException {
    assertThat(client.get("/workers/dispatch/namespaces/none").text()).isEqualTo(
        "{\"result\":null,\"success\":false,\"errors\":[{\"code\":100119,\"message\":\"The specified"
            + " dispatch namespace does not exist on this account.\"}],\"messages\":[]}");
  }

  @Test
  void whoAsksTooOftenWaitsForTheNextWindow() throws IOException {
    cloudflare.withRateLimit(2, Duration.ofMinutes(5));
    assertThat(client.get("/r2/buckets").header("ratelimit-policy"))
        .isEqualTo("\"default\";q=2;w=300");
    clock.advance(Duration.ofMinutes(1));
    client.get("/r2/buckets");

    Client.Reply third = client.get("/r2/buckets");
    assertThat(third.refusal()).isEqualTo("429 971");
    assertThat(third.header("retry-after")).isEqualTo("240");

    clock.advance(Duration.ofMinutes(4));
    assertThat(client.get("/r2/buckets").status()).isEqualTo(200);
  }

  @Test
  void everyCallIsRemembered() throws IOException {
    client.call("POST", "/r2/buckets", "{\"name\":\"files\"}");
    client.get("/r2/buckets/none?x=a%20b");

    assertThat(cloudflare.calls()).extracting(Call::toString)
        .containsExactly(
            "POST /accounts/" + cloudflare.account() + "/r2/buckets -> 200",
            "GET /accounts/" + cloudflare.account() + "/r2/buckets/none?x=a%20b -> 404");
    Call first = cloudflare.calls().getFirst();
    assertThat(first.json().path("name").asText()).isEqualTo("files");
    assertThat(first.size()).isEqualTo(16);
    assertThat(first.header("Content-Type")).contains("application/json");
    assertThat(first.answered()).contains("creation_date");
    assertThat(cloudflare.calls().getLast().query()).containsEntry("x", "a b");

    cloudflare.forgetCalls();
    client.get("/r2/buckets");
    assertThat(cloudflare.calls()).extracting(Call::number).containsExactly(3);
  }
}
