package io.whopship.adapter.cloudflare.wrangler;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.testkit.cloudflare.FakeCloudflare;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real wrangler keeps house in the fake: dispatch namespaces, KV and R2. */
class WranglerStorageTest {

  @TempDir
  private Path folder;

  private final FakeCloudflare cloudflare = FakeCloudflare.start();
  private Wrangler wrangler;

  @BeforeEach
  void open() throws IOException {
    wrangler = new Wrangler(cloudflare, folder);
  }

  @AfterEach
  void close() {
    cloudflare.close();
  }

  @Test
  void dispatchNamespacesAreCreatedListedAndRenamed() throws IOException {
    wrangler.run("dispatch-namespace", "create", "tenants").succeeded();
    assertThat(wrangler.run("dispatch-namespace", "list").succeeded()).contains("tenants");
    wrangler.run("dispatch-namespace", "rename", "tenants", "people").succeeded();

    assertThat(cloudflare.dispatchNamespaces()).containsExactly("people");
    assertThat(wrangler.run("dispatch-namespace", "create", "people").failed())
        .contains("already exists");
  }

  @Test
  void valuesOfKvArePutReadListedAndDeleted() throws IOException {
    wrangler.run("kv", "namespace", "create", "routes").succeeded();
    String id = Objects.requireNonNull(cloudflare.kvNamespaces().get("routes"), "was created");
    assertThat(wrangler.run("kv", "namespace", "list").succeeded()).contains(id);

    wrangler.run("kv", "key", "put", "host:a b/ü", "shop", "--namespace-id", id, "--remote",
        "--metadata", "{\"app\":7}").succeeded();
    assertThat(cloudflare.written(id, "host:a b/ü")).hasValueSatisfying(
        value -> assertThat(value).asString(UTF_8).isEqualTo("shop"));
    assertThat(wrangler.run("kv", "key", "get", "host:a b/ü", "--namespace-id", id, "--remote",
        "--text").succeeded()).contains("shop");
    assertThat(wrangler.run("kv", "key", "list", "--prefix", "host:", "--namespace-id", id,
        "--remote").succeeded()).contains("host:a b/ü", "\"app\": 7");

    wrangler.run("kv", "key", "delete", "host:a b/ü", "--namespace-id", id, "--remote")
        .succeeded();
    assertThat(cloudflare.written(id, "host:a b/ü")).isEmpty();
  }

  @Test
  void manyValuesOfKvArePutAndDeletedAtOnce() throws IOException {
    String id = cloudflare.createKvNamespace("routes");
    wrangler.with("pairs.json", """
        [{"key": "a", "value": "1"}, {"key": "b", "value": "aGVsbG8=", "base64": true}]
        """).with("keys.json", "[\"a\"]");

    wrangler.run("kv", "bulk", "put", "pairs.json", "--namespace-id", id, "--remote").succeeded();
    assertThat(cloudflare.kvKeys(id)).containsExactly("a", "b");
    assertThat(cloudflare.written(id, "b")).hasValueSatisfying(
        value -> assertThat(value).asString(UTF_8).isEqualTo("hello"));

    wrangler.run("kv", "bulk", "delete", "keys.json", "--force", "--namespace-id", id, "--remote")
        .succeeded();
    assertThat(cloudflare.kvKeys(id)).containsExactly("b");
  }

  @Test
  void bucketsAreCreatedAndListed() throws IOException {
    wrangler.run("r2", "bucket", "create", "files").succeeded();

    assertThat(cloudflare.buckets()).containsExactly("files");
    assertThat(wrangler.run("r2", "bucket", "list").succeeded()).contains("files");
    assertThat(wrangler.run("r2", "bucket", "create", "files").failed())
        .contains("already exists");
  }
}
