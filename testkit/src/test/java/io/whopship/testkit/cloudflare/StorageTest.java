package io.whopship.testkit.cloudflare;

import static io.whopship.testkit.cloudflare.Client.field;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.testkit.MovableClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StorageTest {

  private static final String SPACES = "/storage/kv/namespaces";

  private final MovableClock clock = new MovableClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final FakeCloudflare cloudflare = FakeCloudflare.start(clock);
  private final Client client = new Client(cloudflare);
  private final String id = cloudflare.createKvNamespace("routes");
  private final String space = SPACES + "/" + id;

  @AfterEach
  void close() {
    client.close();
    cloudflare.close();
  }

  private Client.Reply put(String key, String value) throws IOException {
    return client.call("PUT", space + "/values/" + key, value);
  }

  private Optional<String> atEdge() {
    return cloudflare.readAtEdge(id, "host").map(bytes -> new String(bytes, UTF_8));
  }

  @Test
  void aTitleIsTakenOnce() throws IOException {
    assertThat(client.call("POST", SPACES, "{\"title\":\"routes\"}").refusal())
        .isEqualTo("400 10014");
    assertThat(client.call("POST", SPACES, "{}").refusal()).isEqualTo("400 10019");
    client.call("POST", SPACES, "{\"title\":\"cache\"}");
    assertThat(client.call("PUT", space, "{\"title\":\"cache\"}").refusal()).isEqualTo("400 10014");
    assertThat(client.call("PUT", space, "{\"title\":\"hosts\"}").status()).isEqualTo(200);

    assertThat(cloudflare.kvNamespaces()).containsOnlyKeys("cache", "hosts")
        .containsEntry("hosts", id);
    assertThat(client.get(SPACES + "?per_page=1&page=2").result().path(0).path("title").asText())
        .isEqualTo("hosts");
    assertThat(client.get(SPACES + "?per_page=1&page=3").result()).isEmpty();
    client.call("DELETE", space, "");
    assertThat(client.get(space).refusal()).isEqualTo("404 10013");
  }

  @Test
  void aValueIsReadAsItWasWritten() throws IOException {
    assertThat(client.get(space + "/values/none").refusal()).isEqualTo("404 10009");
    put("host%3Aa%2Fb", "value");

    assertThat(client.get(space + "/values/host:a%2Fb").text()).isEqualTo("value");
    assertThat(cloudflare.written(id, "host:a/b")).hasValue("value".getBytes(UTF_8));
    assertThat(client.get(space + "/metadata/host%3Aa%2Fb").result().isNull()).isTrue();
    client.call("DELETE", space + "/values/host%3Aa%2Fb", "");
    assertThat(client.call("DELETE", space + "/values/never", "").status()).isEqualTo(200);
    assertThat(cloudflare.written(id, "host:a/b")).isEmpty();
  }

  @Test
  void aValueMayHaveMetadataAndAnEnd() throws IOException {
    client.form("PUT", space + "/values/a?expiration_ttl=60", field("value", "v"),
        field("metadata", "{\"m\":1}"));

    assertThat(client.get(space + "/metadata/a").result()).hasToString("{\"m\":1}");
    assertThat(client.get(space + "/keys").result()).hasToString(
        "[{\"name\":\"a\",\"expiration\":1767225660,\"metadata\":{\"m\":1}}]");
    clock.advance(Duration.ofSeconds(60));
    assertThat(client.get(space + "/values/a").refusal()).isEqualTo("404 10009");
    assertThat(client.call("PUT", space + "/values/a?expiration_ttl=59", "v").refusal())
        .isEqualTo("400 10034");
  }

  @Test
  void limitsOfKvHold() throws IOException {
    assertThat(put("k".repeat(512), "v").status()).isEqualTo(200);
    assertThat(put("k".repeat(513), "v").status()).isEqualTo(400);
    assertThat(client.send("PUT", "/accounts/" + cloudflare.account() + space + "/values/a",
        "text/plain", new byte[(25 << 20) + 1]).status()).isEqualTo(413);
    assertThat(client.form("PUT", space + "/values/a", field("value", "v"),
        field("metadata", "\"" + "m".repeat(1023) + "\"")).status()).isEqualTo(413);
    assertThat(client.get(space + "/keys?limit=9").refusal()).isEqualTo("400 10029");
  }

  @Test
  void keysComeInPages() throws IOException {
    for (int i = 10; i < 25; i++) {
      put("k" + i, "v");
    }
    put("other", "v");
    Client.Reply first = client.get(space + "/keys?prefix=k&limit=10");
    assertThat(first.result()).hasSize(10);
    Client.Reply last = client.get(space + "/keys?prefix=k&limit=10&cursor="
        + first.json().path("result_info").path("cursor").asText());
    assertThat(last.result()).hasSize(5);
    assertThat(last.result().path(0).path("name").asText()).isEqualTo("k20");
    assertThat(last.json().path("result_info").path("cursor").asText()).isEmpty();
  }

  @Test
  void manyValuesGoInOneCall() throws IOException {
    cloudflare.leaveOutOfBulk("b", 1);
    String pairs = "[{\"key\":\"a\",\"value\":\"1\"},"
        + "{\"key\":\"b\",\"value\":\"aGVsbG8=\",\"base64\":true}]";
    assertThat(client.call("PUT", space + "/bulk", pairs).result())
        .hasToString("{\"successful_key_count\":1,\"unsuccessful_keys\":[\"b\"]}");
    assertThat(client.call("PUT", space + "/bulk", pairs)
        .result()
        .path("successful_key_count")
        .intValue()).isEqualTo(2);

    assertThat(client.call("POST", space + "/bulk/get", "{\"keys\":[\"a\",\"b\",\"c\"]}").result())
        .hasToString("{\"values\":{\"a\":\"1\",\"b\":\"hello\",\"c\":null}}");
    assertThat(client.call("POST", space + "/bulk/get",
        "{\"keys\":[\"a\"],\"type\":\"json\",\"withMetadata\":true}").result())
        .hasToString("{\"values\":{\"a\":{\"value\":1,\"metadata\":null}}}");
    client.call("POST", space + "/bulk/delete", "[\"a\"]");
    client.call("DELETE", space + "/bulk", "[{\"name\":\"b\"}]");
    assertThat(cloudflare.kvKeys(id)).isEmpty();
    assertThat(client.call("PUT", space + "/bulk", "{}").refusal()).isEqualTo("400 10012");
    assertThat(client.call("POST", space + "/bulk/get", "{\"keys\":[]}").refusal())
        .isEqualTo("400 10029");
  }

  @Test
  void aKeyMayTakeOneWriteASecond() throws IOException {
    put("host", "1");
    assertThat(put("host", "2").status()).isEqualTo(200);
    cloudflare.withKvWriteLimit();

    assertThat(put("host", "3").status()).isEqualTo(429);
    assertThat(put("other", "1").status()).isEqualTo(200);
    assertThat(client.call("PUT", space + "/bulk", "[{\"key\":\"host\",\"value\":\"4\"}]")
        .result()
        .path("unsuccessful_keys")).hasSize(1);
    clock.advance(Duration.ofSeconds(1));
    assertThat(put("host", "3").status()).isEqualTo(200);
  }

  @Test
  void anEdgeSeesAWriteLater() throws IOException {
    put("host", "1");
    assertThat(atEdge()).contains("1");
    cloudflare.withKvDelay(Duration.ofSeconds(60));
    clock.advance(Duration.ofSeconds(60));
    put("host", "2");

    assertThat(atEdge()).contains("1");
    clock.advance(Duration.ofSeconds(59));
    assertThat(atEdge()).contains("1");
    clock.advance(Duration.ofSeconds(1));
    assertThat(atEdge()).contains("2");

    client.call("DELETE", space + "/values/host", "");
    assertThat(atEdge()).contains("2");
    clock.advance(Duration.ofSeconds(60));
    assertThat(atEdge()).isEmpty();
  }

  @Test
  void anEdgeRemembersWhatWasNotThere() throws IOException {
    cloudflare.withKvDelay(Duration.ofSeconds(60));
    put("host", "1");
    clock.advance(Duration.ofSeconds(50));
    assertThat(atEdge()).isEmpty();

    clock.advance(Duration.ofSeconds(59));
    assertThat(atEdge()).isEmpty();
    clock.advance(Duration.ofSeconds(1));
    assertThat(atEdge()).contains("1");
  }

  @Test
  void bucketsComeAndGo() throws IOException {
    assertThat(client.get("/r2/buckets/files").refusal()).isEqualTo("404 10006");
    assertThat(client.call("POST", "/r2/buckets", "{\"name\":\"files\"}").status()).isEqualTo(200);
    assertThat(client.call("POST", "/r2/buckets", "{\"name\":\"files\"}").refusal())
        .isEqualTo("409 10004");
    assertThat(client.call("POST", "/r2/buckets", "{\"name\":\"Fi\"}").refusal())
        .isEqualTo("400 10005");
    client.call("POST", "/r2/buckets", "{\"name\":\"more\"}");
    Client.Reply first = client.get("/r2/buckets?per_page=1");
    assertThat(first.result().path("buckets")).hasSize(1);
    assertThat(client.get("/r2/buckets?cursor="
        + first.json().path("result_info").path("cursor").asText())
        .result()
        .path("buckets")
        .path(0)
        .path("name")
        .asText()).isEqualTo("more");

    cloudflare.fillBucket("files");
    assertThat(client.call("DELETE", "/r2/buckets/files", "").refusal()).isEqualTo("409 10008");
    assertThat(client.call("DELETE", "/r2/buckets/more", "").status()).isEqualTo(200);
    assertThat(cloudflare.buckets()).containsExactly("files");
  }
}
