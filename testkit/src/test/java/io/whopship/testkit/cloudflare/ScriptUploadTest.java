package io.whopship.testkit.cloudflare;

import static io.whopship.testkit.cloudflare.Client.field;
import static io.whopship.testkit.cloudflare.Client.file;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScriptUploadTest {

  private static final String SCRIPTS = "/workers/dispatch/namespaces/tenants/scripts";
  private static final String PLAIN = "{\"main_module\":\"index.js\"}";

  private final FakeCloudflare cloudflare = FakeCloudflare.start().withDispatchNamespace("tenants");
  private final Client client = new Client(cloudflare);

  @AfterEach
  void close() {
    client.close();
    cloudflare.close();
  }

  private Client.Reply upload(String metadata) throws IOException {
    return client.upload(SCRIPTS, "shop", metadata, "export class Room {}; export default {}");
  }

  private Client.Reply bind(String binding) throws IOException {
    return upload("{\"main_module\":\"index.js\",\"bindings\":[" + binding + "]}");
  }

  private JsonNode bindings() throws IOException {
    return client.get(SCRIPTS + "/shop/bindings").result();
  }

  @Test
  void anUploadAnswersItsVersionAndReplacesTheOneBefore() throws IOException {
    Client.Reply first = upload(PLAIN);
    assertThat(first.status()).isEqualTo(200);
    assertThat(first.result().path("deployment_id").asText()).matches("[0-9a-f]{32}");
    assertThat(first.result().path("startup_time_ms").isInt()).isTrue();
    assertThat(cloudflare.scripts("tenants").getFirst().versionId().replace("-", ""))
        .isEqualTo(first.result().path("deployment_id").asText());

    Client.Reply second = upload(PLAIN);
    assertThat(second.result().path("tag")).isEqualTo(first.result().path("tag"));
    assertThat(second.result().path("deployment_id"))
        .isNotEqualTo(first.result().path("deployment_id"));
    assertThat(cloudflare.scripts("tenants")).hasSize(1);
  }

  @Test
  void aFormThatIsNoneIsRefused() throws IOException {
    assertThat(client.call("PUT", SCRIPTS + "/shop", PLAIN).refusal()).isEqualTo("400 10026");
    assertThat(client.form("PUT", SCRIPTS + "/shop", field("other", "x")).refusal())
        .isEqualTo("400 10026");
    assertThat(client.form("PUT", SCRIPTS + "/shop", field("metadata", "{")).refusal())
        .isEqualTo("400 10026");
    assertThat(client.form("PUT", SCRIPTS + "/shop", field("metadata", PLAIN),
        file("other.js", "application/javascript+module", "")).text())
        .contains("10021", "No such module \\\"index.js\\\"");
    assertThat(upload("{}").refusal()).isEqualTo("400 10021");
    assertThat(client.upload(SCRIPTS, "Upper", PLAIN, "").refusal()).isEqualTo("400 10016");
    assertThat(client.upload("/workers/dispatch/namespaces/none/scripts", "shop", PLAIN, "")
        .refusal()).isEqualTo("404 100119");
  }

  @Test
  void aWorkerThatThrowsOrIsTooLargeIsRefused() throws IOException {
    assertThat(client.upload(SCRIPTS, "shop", PLAIN, "throw '__fake_10021__'").refusal())
        .isEqualTo("400 10021");
    cloudflare.refuseScript("shop", 400, 10068, "no handlers");
    assertThat(upload(PLAIN).refusal()).isEqualTo("400 10068");
    cloudflare.acceptScript("shop").withScriptLimit(1 << 20);
    assertThat(client.upload(SCRIPTS, "shop", PLAIN, "x".repeat((1 << 20) + 1)).refusal())
        .isEqualTo("413 10027");
    assertThat(cloudflare.scripts("tenants")).isEmpty();
    assertThat(upload(PLAIN).status()).isEqualTo(200);
  }

  @Test
  void aBindingNeedsItsTarget() throws IOException {
    assertThat(bind("{\"type\":\"kv_namespace\",\"name\":\"K\",\"namespace_id\":\"none\"}")
        .refusal()).isEqualTo("400 10041");
    assertThat(bind("{\"type\":\"r2_bucket\",\"name\":\"R\",\"bucket_name\":\"none\"}").refusal())
        .isEqualTo("400 10085");
    assertThat(bind("{\"type\":\"service\",\"name\":\"S\",\"service\":\"none\"}").refusal())
        .isEqualTo("400 10144");
    assertThat(bind("{\"type\":\"dispatch_namespace\",\"name\":\"D\",\"namespace\":\"none\"}")
        .refusal()).isEqualTo("400 100119");
    assertThat(
        bind("{\"type\":\"durable_object_namespace\",\"name\":\"O\",\"class_name\":\"Hall\"}")
            .refusal())
        .isEqualTo("400 10061");
    assertThat(bind("{\"type\":\"plain_text\",\"text\":\"x\"}").refusal()).isEqualTo("400 10052");
    assertThat(bind("{\"name\":\"X\"}").refusal()).isEqualTo("400 10021");

    String kv = cloudflare.withBucket("files").createKvNamespace("k");
    client.upload("/workers/scripts", "dispatcher", PLAIN, "export default {}");
    assertThat(bind("{\"type\":\"kv_namespace\",\"name\":\"K\",\"namespace_id\":\"" + kv + "\"},"
        + "{\"type\":\"r2_bucket\",\"name\":\"R\",\"bucket_name\":\"files\"},"
        + "{\"type\":\"service\",\"name\":\"S\",\"service\":\"dispatcher\"},"
        + "{\"type\":\"durable_object_namespace\",\"name\":\"O\",\"class_name\":\"Room\"},"
        + "{\"type\":\"images\",\"name\":\"I\"}").status()).isEqualTo(200);
    assertThat(bindings()).hasSize(5);
  }

  @Test
  void variablesAndTagsHaveLimits() throws IOException {
    assertThat(bind("{\"type\":\"plain_text\",\"name\":\"V\",\"text\":\"" + "x".repeat(5_121)
        + "\"}").refusal()).isEqualTo("400 10054");
    assertThat(bind(IntStream.range(0, 129)
        .mapToObj(i -> "{\"type\":\"plain_text\",\"name\":\"V" + i + "\",\"text\":\"\"}")
        .collect(Collectors.joining(","))).refusal()).isEqualTo("400 10055");
    assertThat(upload("{\"main_module\":\"index.js\",\"tags\":"
        + "[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\"]}").text()).contains("8 tags");
    assertThat(upload("{\"main_module\":\"index.js\",\"tags\":[\"a,b\"]}").status())
        .isEqualTo(400);
  }

  @Test
  void secretsStayIfTheUploadKeepsThem() throws IOException {
    bind("{\"type\":\"secret_text\",\"name\":\"KEY\",\"text\":\"s3cr3t\"}");
    assertThat(bindings()).hasToString("[{\"type\":\"secret_text\",\"name\":\"KEY\"}]");

    upload("{\"main_module\":\"index.js\",\"keep_bindings\":[\"secret_text\"]}");
    assertThat(bindings()).hasSize(1);
    upload(PLAIN);
    assertThat(bindings()).isEmpty();
  }

  @Test
  void aBindingMayBeInherited() throws IOException {
    bind("{\"type\":\"plain_text\",\"name\":\"A\",\"text\":\"1\"}");
    bind("{\"type\":\"inherit\",\"name\":\"B\",\"old_name\":\"A\"}");
    assertThat(bindings()).hasToString("[{\"type\":\"plain_text\",\"name\":\"B\",\"text\":\"1\"}]");

    String lost = "{\"main_module\":\"index.js\",\"bindings\":[{\"type\":\"inherit\",\"name\":\"X\"}]}";
    assertThat(client.form("PUT", SCRIPTS + "/shop?bindings_inherit=strict",
        field("metadata", lost), file("index.js", "application/javascript+module", ""))
        .refusal()).isEqualTo("400 10057");
    assertThat(upload(lost).status()).isEqualTo(200);
    assertThat(bindings()).isEmpty();
  }

  @Test
  void migrationsGoFromTagToTag() throws IOException {
    String first = "{\"main_module\":\"index.js\",\"migrations\":"
        + "{\"new_tag\":\"v1\",\"new_sqlite_classes\":[\"Room\"]}}";
    assertThat(upload(first).result().path("migration_tag").asText()).isEqualTo("v1");
    assertThat(upload(first).refusal()).isEqualTo("412 10079");
    assertThat(upload("{\"main_module\":\"index.js\",\"migrations\":{\"old_tag\":\"v1\","
        + "\"new_tag\":\"v2\",\"steps\":[{\"new_sqlite_classes\":[\"Room\"]}]}}").refusal())
        .isEqualTo("400 10074");
    assertThat(client.get(SCRIPTS + "/shop")
        .result()
        .path("script")
        .path("migration_tag")
        .asText()).isEqualTo("v1");
  }

  @Test
  void assetsAreKeptOnlyIfTheUploadSaysSo() throws IOException {
    String hash = "c".repeat(32);
    String jwt = client.call("POST", SCRIPTS + "/shop/assets-upload-session",
        "{\"manifest\":{\"/a\":{\"hash\":\"" + hash + "\",\"size\":1}}}")
        .result()
        .path("jwt")
        .asText();
    String done = client.as(jwt)
        .form("POST", "/workers/assets/upload?base64=true",
            Client.asset(hash, "text/plain", "a"))
        .result()
        .path("jwt")
        .asText();
    client.as(cloudflare.token());
    assertThat(client.form("PUT", SCRIPTS + "/shop",
        field("metadata", "{\"assets\":{\"jwt\":\"" + done + "\"}}")).status()).isEqualTo(200);

    upload("{\"main_module\":\"index.js\",\"keep_assets\":true}");
    assertThat(cloudflare.scripts("tenants").getFirst().assets()).containsOnlyKeys("/a");
    upload(PLAIN);
    assertThat(cloudflare.scripts("tenants").getFirst().assets()).isEmpty();
  }
}
