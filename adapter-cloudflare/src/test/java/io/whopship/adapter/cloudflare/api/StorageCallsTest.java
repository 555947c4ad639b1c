package io.whopship.adapter.cloudflare.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whopship.ports.driven.PortException.Rejected;
import io.whopship.ports.driven.PortException.Unavailable;
import io.whopship.ports.model.identity.Secret;
import io.whopship.testkit.cloudflare.FakeCloudflare;
import io.whopship.testkit.cloudflare.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** KV and R2, as the fake of Cloudflare has them. */
class StorageCallsTest {

  private final FakeCloudflare cloudflare = FakeCloudflare.start();
  private final PassingTime time = new PassingTime();
  private final CloudflareApi api = client(cloudflare.token());
  private final KeyValues kv = api.keyValues();

  private CloudflareApi client(String token) {
    return CloudflareApi.open(
        ApiSettings.of(cloudflare.baseUrl(), cloudflare.account(), new Secret(token))
            .with(time));
  }

  @AfterEach
  void close() {
    api.close();
    cloudflare.close();
  }

  @Test
  void aNamespaceIsCreatedOnceAndThenFound() {
    String id = kv.allot("routes");
    assertThat(kv.allot("routes")).isEqualTo(id);
    assertThat(kv.find("routes")).hasValue(id);
    assertThat(kv.find("nobody's")).isEmpty();
    assertThat(cloudflare.kvNamespaces()).containsExactly(Map.entry("routes", id));
  }

  @Test
  void aNamespaceOnTheSecondPageIsFoundToo() {
    IntStream.range(0, 1001).forEach(i -> cloudflare.createKvNamespace("app-%04d".formatted(i)));
    assertThat(kv.find("app-1000")).hasValue(cloudflare.kvNamespaces().get("app-1000"));
    assertThat(kv.find("zebra")).isEmpty();
  }

  @Test
  void aNamespaceIsRemovedOnceOrTwice() {
    String id = kv.allot("routes");
    kv.drop(id);
    kv.drop(id);
    assertThat(cloudflare.kvNamespaces()).isEmpty();
  }

  @Test
  void aValueIsReadAsItWasWritten() {
    String id = kv.allot("routes");
    byte[] value = {0, -1, 13, 10, 127};
    String key = "host:a/b c?d=ü&%25";
    kv.put(id, key, value);
    assertThat(kv.get(id, key).orElseThrow()).isEqualTo(value);
    assertThat(cloudflare.written(id, key).orElseThrow()).isEqualTo(value);
    assertThat(kv.get(id, "host:other")).isEmpty();
  }

  @Test
  void oneKeyIsWrittenOnceASecond() {
    String id = kv.allot("routes");
    kv.put(id, "a", bytes("1"));
    kv.put(id, "b", bytes("1"));
    assertThat(time.pauses()).isEmpty();
    kv.put(id, "a", bytes("2"));
    assertThat(time.pauses()).containsExactly(Duration.ofMillis(1050));
    time.pass(Duration.ofSeconds(2));
    kv.put(id, "a", bytes("3"));
    assertThat(time.pauses()).hasSize(1);
  }

  @Test
  void manyValuesAreWrittenInBatches() {
    String id = kv.allot("cache");
    Map<String, byte[]> values = new LinkedHashMap<>();
    IntStream.range(0, 2500).forEach(i -> values.put("k%04d".formatted(i), bytes("v" + i)));
    kv.putAll(id, values);
    assertThat(cloudflare.kvKeys(id)).hasSize(2500);
    assertThat(cloudflare.written(id, "k2499").orElseThrow()).isEqualTo(bytes("v2499"));
    assertThat(targets("PUT")).hasSize(3);

    List<String> keys = new ArrayList<>();
    kv.forEachKey(id, "k1", keys::add);
    assertThat(keys).hasSize(1000).isSorted().startsWith("k1000").endsWith("k1999");

    kv.removeAll(id, List.copyOf(values.keySet()));
    assertThat(cloudflare.kvKeys(id)).isEmpty();
  }

  @Test
  void keysAreListedAcrossPages() {
    String id = kv.allot("cache");
    Map<String, byte[]> values = new LinkedHashMap<>();
    IntStream.range(0, 1500).forEach(i -> values.put("k%04d".formatted(i), bytes("v")));
    kv.putAll(id, values);
    List<String> keys = new ArrayList<>();
    kv.forEachKey(id, "k", keys::add);
    assertThat(keys).containsExactlyElementsOf(values.keySet());
  }

  @Test
  void largeValuesAreSpreadOverBatches() {
    String id = kv.allot("cache");
    byte[] large = new byte[14 << 20];
    kv.putAll(id, Map.of("a", large, "b", large, "c", bytes("small")));
    assertThat(cloudflare.kvKeys(id)).containsExactly("a", "b", "c");
    assertThat(targets("PUT")).hasSize(2);
  }

  @Test
  void whatABatchLeftOutIsSentAgainAlone() {
    String id = kv.allot("cache");
    cloudflare.leaveOutOfBulk("b", 2);
    kv.putAll(id, Map.of("a", bytes("1"), "b", bytes("2")));
    assertThat(cloudflare.kvKeys(id)).containsExactly("a", "b");
    assertThat(cloudflare.calls().getLast().json()).hasSize(1);
  }

  @Test
  void whatIsAlwaysLeftOutIsSaid() {
    String id = kv.allot("cache");
    cloudflare.leaveOutOfBulk("b", 100);
    assertThatThrownBy(() -> kv.putAll(id, Map.of("b", bytes("2")))).isInstanceOf(Unavailable.class)
        .hasMessageContaining("did not take 1 keys")
        .hasMessageContaining("one is 'b'");
  }

  @Test
  void aMissingPermissionIsNamed() {
    try (CloudflareApi weak = client(cloudflare.tokenWithout("Workers KV Storage Edit",
        "Workers R2 Storage Edit"))) {
      assertThatThrownBy(() -> weak.keyValues().allot("routes")).isInstanceOf(Rejected.class)
          .hasMessageContaining("'Workers KV Storage Edit'");
      assertThatThrownBy(() -> weak.buckets().allot("app-1")).isInstanceOf(Rejected.class)
          .hasMessageContaining("'Workers R2 Storage Edit'");
    }
  }

  @Test
  void aNamespaceThatIsNotThereIsSaid() {
    String gone = "0123456789abcdef0123456789abcdef";
    assertThatThrownBy(() -> kv.put(gone, "a", bytes("1"))).isInstanceOf(Rejected.class)
        .hasMessageContaining("whopship cloudflare init");
    assertThatThrownBy(() -> kv.get(gone, "a")).isInstanceOf(Rejected.class);
  }

  @Test
  void aBucketIsCreatedOnceAndRemovedOnce() {
    Buckets buckets = api.buckets();
    assertThat(buckets.exists("app-1")).isFalse();
    buckets.allot("app-1");
    buckets.allot("app-1");
    assertThat(buckets.exists("app-1")).isTrue();
    assertThat(cloudflare.buckets()).containsExactly("app-1");
    buckets.drop("app-1");
    buckets.drop("app-1");
    assertThat(cloudflare.buckets()).isEmpty();
  }

  @Test
  void aBucketThatHoldsSomethingStays() {
    api.buckets().allot("app-1");
    cloudflare.fillBucket("app-1");
    assertThatThrownBy(() -> api.buckets().drop("app-1")).isInstanceOf(Rejected.class)
        .hasMessageContaining("Empty the bucket first.");
  }

  private List<String> targets(String method) {
    return cloudflare.calls()
        .stream()
        .filter(call -> call.method().equals(method))
        .map(io.whopship.testkit.cloudflare.Call::target)
        .toList();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  @Test
  void jsonThatDidNotComeWholeIsAskedForAgain() {
    String id = kv.allot("routes");
    byte[] value = "{\"v\":1}".getBytes(UTF_8);
    kv.put(id, "host:a", value);
    cloudflare.fail(Fault.on("GET", "/values/").with(Fault.cutJson()))
        .fail(Fault.on("GET", "/values/").nth(2).with(Fault.status(200).empty()));
    List<String> told = new ArrayList<>();

    assertThat(kv.telling(told::add).getJson(id, "host:a").orElseThrow()).isEqualTo(value);

    assertThat(told).hasSize(2);
    assertThat(told.get(0)).startsWith("Cloudflare answered 200 to the reading of KV key host:a")
        .contains("with JSON that is cut off, or none, trying again in");
    assertThat(told.get(1)).contains("with nothing at all, trying again in");
  }

  @Test
  void anAnswerWithoutTheValuesDoesNotMeanThatThereAreNone() {
    String id = kv.allot("routes");
    kv.put(id, "a", "1".getBytes(UTF_8));
    cloudflare.fail(Fault.on("POST", "/bulk/get").with(Fault.nullResult()))
        .fail(Fault.on("GET", "/keys").with(Fault.nullResult()));
    List<String> keys = new ArrayList<>();

    kv.forEachKey(id, "", keys::add);

    assertThat(keys).containsExactly("a");
    assertThat(kv.getAll(id, List.of("a"))).containsOnlyKeys("a");
  }
}
