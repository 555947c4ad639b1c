package io.whopship.testkit.cloudflare;

import static io.whopship.testkit.cloudflare.Client.field;
import static io.whopship.testkit.cloudflare.Client.file;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScriptsTest {

  private static final String NAMESPACES = "/workers/dispatch/namespaces";
  private static final String SCRIPTS = NAMESPACES + "/tenants/scripts";
  private static final String SHOP = SCRIPTS + "/shop";

  private final FakeCloudflare cloudflare = FakeCloudflare.start().withDispatchNamespace("tenants");
  private final Client client = new Client(cloudflare);

  @AfterEach
  void close() {
    client.close();
    cloudflare.close();
  }

  private void upload(String name, String... tags) throws IOException {
    String list = tags.length == 0 ? "" : "\"" + String.join("\",\"", tags) + "\"";
    assertThat(client.upload(SCRIPTS, name, "{\"main_module\":\"index.js\",\"bindings\":"
        + "[{\"type\":\"plain_text\",\"name\":\"A\",\"text\":\"1\"}],\"tags\":[" + list + "]}",
        "export default {}").status()).isEqualTo(200);
  }

  private static List<String> ids(JsonNode list) {
    List<String> ids = new ArrayList<>();
    list.forEach(script -> ids.add(script.path("id").asText()));
    return ids;
  }

  @Test
  void namespacesComeAndGo() throws IOException {
    assertThat(client.call("POST", NAMESPACES, "{\"name\":\"prod\"}")
        .result()
        .path("namespace_name")
        .asText()).isEqualTo("prod");
    assertThat(client.call("POST", NAMESPACES, "{\"name\":\"prod\"}").status()).isEqualTo(409);
    assertThat(client.call("PUT", NAMESPACES + "/prod", "{\"trusted_workers\":true}")
        .result()
        .path("trusted_workers")
        .booleanValue()).isTrue();
    assertThat(client.call("PUT", NAMESPACES + "/prod", "{\"name\":\"tenants\"}").status())
        .isEqualTo(409);
    client.call("PUT", NAMESPACES + "/prod", "{\"name\":\"live\"}");
    assertThat(client.get(NAMESPACES).result()).hasSize(2);

    upload("shop");
    assertThat(client.get(NAMESPACES + "/tenants").result().path("script_count").intValue())
        .isEqualTo(1);
    client.call("DELETE", NAMESPACES + "/tenants", "");
    assertThat(cloudflare.dispatchNamespaces()).containsExactly("live");
    assertThat(client.get(SHOP).refusal()).isEqualTo("404 100119");
  }

  @Test
  void aScriptIsFoundUntilItIsDeleted() throws IOException {
    assertThat(client.get(SHOP).refusal()).isEqualTo("404 10092");
    upload("shop", "app-1");
    JsonNode found = client.get(SHOP).result();
    assertThat(found.path("dispatch_namespace").asText()).isEqualTo("tenants");
    assertThat(found.path("script").path("tags")).hasToString("[\"app-1\"]");
    assertThat(client.get(SHOP + "/content").text()).isEqualTo("export default {}");

    assertThat(client.call("DELETE", SHOP + "?force=true", "").status()).isEqualTo(200);
    assertThat(client.call("DELETE", SHOP + "?force=true", "").refusal()).isEqualTo("404 10007");
    assertThat(client.get(SHOP + "/settings").refusal()).isEqualTo("404 10007");
  }

  @Test
  void severalModulesAreGivenBackAsAForm() throws IOException {
    client.form("PUT", SHOP, field("metadata", "{\"main_module\":\"a.js\"}"),
        file("a.js", "application/javascript+module", "1"), file("b.txt", "text/plain", "2"));

    Client.Reply content = client.get(SHOP + "/content");
    assertThat(content.header("content-type")).startsWith("multipart/form-data; boundary=");
    assertThat(content.text()).contains("name=\"a.js\"", "name=\"b.txt\"");
  }

  @Test
  void aListGoesByTagsAndPages() throws IOException {
    for (int i = 0; i < 5; i++) {
      upload("script-" + i, i % 2 == 0 ? "even" : "odd", "all");
    }
    assertThat(ids(client.get(SCRIPTS + "?tags=even:yes").result()))
        .containsExactly("script-0", "script-2", "script-4");
    assertThat(ids(client.get(SCRIPTS + "?tags=all%3Ayes,even%3Ano").result()))
        .containsExactly("script-1", "script-3");
    assertThat(client.get(SCRIPTS + "?tags=even").status()).isEqualTo(400);

    Client.Reply first = client.get(SCRIPTS + "?limit=3");
    assertThat(ids(first.result())).containsExactly("script-0", "script-1", "script-2");
    String cursor = first.json().path("result_info").path("cursor").asText();
    Client.Reply last = client.get(SCRIPTS + "?limit=3&cursor=" + cursor);
    assertThat(ids(last.result())).containsExactly("script-3", "script-4");
    assertThat(last.json().path("result_info").path("cursor").asText()).isEmpty();

    client.call("DELETE", SCRIPTS + "?tags=even:yes", "");
    assertThat(cloudflare.scripts("tenants")).extracting(UploadedScript::name)
        .containsExactly("script-1", "script-3");
    assertThat(client.call("DELETE", SCRIPTS, "").status()).isEqualTo(400);
  }

  @Test
  void tagsAreChangedOneByOneAndAllAtOnce() throws IOException {
    upload("shop", "one");
    client.call("PUT", SHOP + "/tags/two", "");
    client.call("PUT", SHOP + "/tags/two", "");
    assertThat(client.get(SHOP + "/tags").result()).hasToString("[\"one\",\"two\"]");
    client.call("DELETE", SHOP + "/tags/one", "");
    assertThat(cloudflare.scripts("tenants").getFirst().tags()).containsExactly("two");
    client.call("PUT", SHOP + "/tags", "[\"three\"]");
    assertThat(client.get(SHOP + "/tags").result()).hasToString("[\"three\"]");
    assertThat(client.call("PUT", SHOP + "/tags", "{}").status()).isEqualTo(400);
  }

  @Test
  void secretsAreWrittenAndNeverRead() throws IOException {
    upload("shop");
    String before = cloudflare.scripts("tenants").getFirst().versionId();
    client.call("PUT", SHOP + "/secrets",
        "{\"name\":\"KEY\",\"text\":\"s3cr3t\",\"type\":\"secret_text\"}");
    assertThat(client.get(SHOP + "/secrets").result())
        .hasToString("[{\"name\":\"KEY\",\"type\":\"secret_text\"}]");
    assertThat(cloudflare.scripts("tenants").getFirst().versionId()).isNotEqualTo(before);
    assertThat(client.get(SHOP + "/secrets/KEY").text()).doesNotContain("s3cr3t");
    assertThat(client.get(SHOP + "/settings").text()).contains("KEY").doesNotContain("s3cr3t");

    client.call("PATCH", SHOP + "/secrets-bulk", "{\"secrets\":{\"KEY\":null,"
        + "\"NEW\":{\"name\":\"NEW\",\"text\":\"x\",\"type\":\"secret_text\"}}}");
    assertThat(client.get(SHOP + "/secrets/KEY").refusal()).isEqualTo("404 10056");
    assertThat(client.call("DELETE", SHOP + "/secrets/NEW", "").status()).isEqualTo(200);
    assertThat(client.call("DELETE", SHOP + "/secrets/NEW", "").status()).isEqualTo(404);
    assertThat(client.call("PUT", SHOP + "/secrets", "{\"name\":\"KEY\"}").status())
        .isEqualTo(400);
    assertThat(client.get(SHOP + "/bindings").result()).hasSize(1);
  }

  @Test
  void settingsAreChangedByAForm() throws IOException {
    upload("shop");
    assertThat(client.call("PATCH", SHOP + "/settings", "{}").refusal()).isEqualTo("400 10001");
    JsonNode changed = client.form("PATCH", SHOP + "/settings", field("settings",
        "{\"tags\":[\"x\"],\"observability\":{\"enabled\":true},\"bindings\":"
            + "[{\"type\":\"inherit\",\"name\":\"A\"},{\"type\":\"secret_text\",\"name\":\"S\","
            + "\"text\":\"v\"}]}"))
        .result();
    assertThat(changed.path("tags")).hasToString("[\"x\"]");
    assertThat(changed.path("observability").path("enabled").booleanValue()).isTrue();
    assertThat(changed.path("bindings")).hasSize(2);
    assertThat(client.form("PATCH", SHOP + "/settings", field("settings", "{")).status())
        .isEqualTo(400);
  }

  @Test
  void aScriptOfTheAccountIsDeployedByVersions() throws IOException {
    String script = "/workers/scripts/site";
    assertThat(client.get("/workers/services/site").refusal()).isEqualTo("404 10090");
    assertThat(client.get(script + "/deployments").refusal()).isEqualTo("404 10007");
    client.upload("/workers/scripts", "site", "{\"main_module\":\"index.js\"}", "1");
    String first = cloudflare.scripts("").getFirst().versionId();
    String second = client.form("POST", script + "/versions",
        field("metadata", "{\"main_module\":\"index.js\"}"),
        file("index.js", "application/javascript+module", "2")).result().path("id").asText();
    assertThat(cloudflare.scripts("").getFirst().versionId()).isEqualTo(first);

    assertThat(client.call("POST", script + "/deployments", "{\"versions\":[{\"version_id\":\""
        + second + "\",\"percentage\":90}]}").status()).isEqualTo(400);
    assertThat(client.call("POST", script + "/deployments",
        "{\"versions\":[{\"version_id\":\"none\",\"percentage\":100}]}").refusal())
        .isEqualTo("404 100146");
    client.call("POST", script + "/deployments",
        "{\"versions\":[{\"version_id\":\"" + second + "\",\"percentage\":100}]}");

    assertThat(cloudflare.scripts("").getFirst().versionId()).isEqualTo(second);
    assertThat(client.get(script).text()).isEqualTo("2");
    assertThat(client.get(script + "/deployments").result().path("deployments")).hasSize(2);
    assertThat(client.get(script + "/versions").result().path("items").path(0).path("id").asText())
        .isEqualTo(second);
    assertThat(client.get(script + "/versions/" + first).result().path("number").intValue())
        .isEqualTo(1);
    client.call("POST", script + "/subdomain", "{\"enabled\":true}");
    assertThat(client.get(script + "/subdomain").text()).contains("\"enabled\":true");
    assertThat(client.get("/workers/workers/site").text()).contains("site.fake.workers.dev");
  }
}
