package io.whopship.testkit.cloudflare;

import static io.whopship.testkit.cloudflare.Client.asset;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.whopship.testkit.MovableClock;
import io.whopship.testkit.cloudflare.rest.Json;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.StringJoiner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AssetUploadTest {

  private static final String SCRIPTS = "/workers/dispatch/namespaces/tenants/scripts";
  private static final String UPLOAD = "/workers/assets/upload?base64=true";
  private static final String A = "a".repeat(32);
  private static final String B = "b".repeat(32);

  private final MovableClock clock = new MovableClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final FakeCloudflare cloudflare = FakeCloudflare.start(clock)
      .withDispatchNamespace("tenants");
  private final Client client = new Client(cloudflare);

  @AfterEach
  void close() {
    client.close();
    cloudflare.close();
  }

  private static String entry(String path, String hash, int size) {
    return "\"" + path + "\":{\"hash\":\"" + hash + "\",\"size\":" + size + "}";
  }

  private Client.Reply open(String script, String... entries) throws IOException {
    return client.call("POST", SCRIPTS + "/" + script + "/assets-upload-session",
        "{\"manifest\":{" + String.join(",", entries) + "}}");
  }

  private Client.Reply upload(String jwt, String... parts) throws IOException {
    try {
      return client.as(jwt).form("POST", UPLOAD, parts);
    } finally {
      client.as(cloudflare.token());
    }
  }

  private static String jwt(Client.Reply reply) {
    return reply.result().path("jwt").asText();
  }

  private Client.Reply putWith(String script, String jwt) throws IOException {
    return client.upload(SCRIPTS, script,
        "{\"main_module\":\"index.js\",\"assets\":{\"jwt\":\"" + jwt + "\"}}", "export default {}");
  }

  private static List<Integer> sizes(JsonNode buckets) {
    List<Integer> sizes = new ArrayList<>();
    buckets.forEach(bucket -> sizes.add(bucket.size()));
    return sizes;
  }

  @Test
  void theLastUploadBringsTheTokenThatTheScriptNeeds() throws IOException {
    Client.Reply session = open("shop", entry("/a.html", A, 5), entry("/copy.html", A, 5),
        entry("/b.txt", B, 3));
    assertThat(session.status()).isEqualTo(201);
    assertThat(session.text()).contains("\"errors\":null,\"messages\":null");
    assertThat(session.result().path("buckets")).hasToString("[[\"" + A + "\"],[\"" + B + "\"]]");

    Client.Reply first = upload(jwt(session), asset(A, "text/html", "hello"));
    assertThat(first.status()).isEqualTo(202);
    assertThat(first.result().has("jwt")).isFalse();
    Client.Reply last = upload(jwt(session), asset(B, "application/null", "abc"));
    assertThat(last.status()).isEqualTo(201);

    assertThat(putWith("shop", jwt(last)).status()).isEqualTo(200);
    UploadedScript script = cloudflare.scripts("tenants").getFirst();
    assertThat(script.assets()).containsOnlyKeys("/a.html", "/copy.html", "/b.txt");
    assertThat(script.assets()).hasEntrySatisfying("/b.txt", file -> {
      assertThat(file.contentType()).isEqualTo("application/null");
      assertThat(file.content()).asString(UTF_8).isEqualTo("abc");
    });
  }

  @Test
  void whatANamespaceKnowsNobodySendsAgain() throws IOException {
    Client.Reply session = open("shop", entry("/a", A, 5), entry("/b", B, 3));
    upload(jwt(session), asset(A, "text/html", "hello"));

    Client.Reply resumed = open("other", entry("/a", A, 5), entry("/b", B, 3));
    assertThat(resumed.result().path("buckets")).hasToString("[[\"" + B + "\"]]");

    Client.Reply known = open("third", entry("/a", A, 5));
    assertThat(known.result().path("buckets")).isEmpty();
    assertThat(putWith("third", jwt(known)).status()).isEqualTo(200);

    cloudflare.withDispatchNamespace("elsewhere");
    assertThat(client.call("POST",
        "/workers/dispatch/namespaces/elsewhere/scripts/shop/assets-upload-session",
        "{\"manifest\":{" + entry("/a", A, 5) + "}}").result().path("buckets")).hasSize(1);
    cloudflare.forgetAssets("tenants");
    assertThat(open("third", entry("/a", A, 5)).result().path("buckets")).hasSize(1);
  }

  @Test
  void bucketsAreNearlyEvenAndAtLeastThree() throws IOException {
    assertThat(sizes(manifest(2, 1))).containsExactly(1, 1);
    assertThat(sizes(manifest(11, 1))).containsExactly(4, 4, 3);
    assertThat(sizes(manifest(162, 1))).containsExactly(54, 54, 54);
    assertThat(sizes(manifest(1_000, 1))).hasSize(7).allMatch(size -> size == 142 || size == 143);
    assertThat(sizes(manifest(12, 20 << 20))).containsExactly(2, 2, 2, 2, 2, 1, 1); // 336 MB
  }

  private JsonNode manifest(int files, int size) throws IOException {
    String[] entries = new String[files];
    for (int i = 0; i < files; i++) {
      entries[i] = entry("/" + i, String.format("%032x", i), size);
    }
    return open("shop", entries).result().path("buckets");
  }

  @Test
  void tokensAreJwtsOfAnHour() throws IOException {
    Client.Reply session = open("shop", entry("/a", A, 5));
    JsonNode claims = Json
        .parse(Base64.getUrlDecoder().decode(jwt(session).split("\\.", -1)[1]))
        .orElseThrow();
    assertThat(claims.path("exp").longValue())
        .isEqualTo(clock.instant().plus(Duration.ofHours(1)).getEpochSecond());

    clock.advance(Duration.ofMinutes(59));
    Client.Reply done = upload(jwt(session), asset(A, "text/html", "hello"));
    assertThat(done.status()).isEqualTo(201);
    clock.advance(Duration.ofMinutes(1));
    Client.Reply late = upload(jwt(session), asset(A, "text/html", "hello"));
    assertThat(late.status()).isEqualTo(403);
    assertThat(late.text()).isEqualTo("Expired JWT");

    clock.advance(Duration.ofMinutes(59));
    assertThat(putWith("shop", jwt(done)).text()).contains("assets.jwt has expired");
    assertThat(cloudflare.scripts("tenants")).isEmpty();
  }

  @Test
  void eachTokenOpensItsOwnDoorAlone() throws IOException {
    Client.Reply session = open("shop", entry("/a", A, 5));
    assertThat(client.form("POST", UPLOAD, asset(A, "text/html", "hello")).status())
        .isEqualTo(401);
    assertThat(client.as(jwt(session)).get("/r2/buckets").status()).isEqualTo(401);
    client.as(cloudflare.token());
    assertThat(putWith("shop", jwt(session)).text()).contains("not the token of a finished upload");

    String done = jwt(upload(jwt(session), asset(A, "text/html", "hello")));
    assertThat(upload(done, asset(A, "text/html", "hello")).status()).isEqualTo(401);
    assertThat(putWith("other", done).text()).contains("is of the script 'shop'");
    assertThat(putWith("shop", done + "x").status()).isEqualTo(400);
    assertThat(putWith("shop", done).status()).isEqualTo(200);
  }

  @Test
  void wrongUploadsAreRefused() throws IOException {
    String jwt = jwt(open("shop", entry("/a", A, 5)));

    assertThat(upload(jwt, asset(A, "text/html", "longer")).text())
        .contains("has 6 bytes, but 5 in the manifest");
    assertThat(upload(jwt, asset(B, "text/html", "hello")).text()).contains("not in the manifest");
    assertThat(upload(jwt, Client.file(A, "text/html", "%%%")).text()).contains("is not base64");
    assertThat(client.as(jwt)
        .form("POST", "/workers/assets/upload",
            asset(A, "text/html", "hello"))
        .text()).contains("base64=true");
    assertThat(client.as(jwt).call("POST", UPLOAD, "{}").refusal()).isEqualTo("400 -1");
  }

  @Test
  void wrongManifestsAreRefused() throws IOException {
    assertThat(open("shop", entry("a", A, 5)).text()).contains("does not begin with a slash");
    assertThat(open("shop", entry("/a", "xyz", 5)).text()).contains("32 hexadecimal digits");
    assertThat(open("shop", entry("/a", A, (25 << 20) + 1)).text()).contains("25 MiB");
    assertThat(open("shop", entry("/a", A, 5), entry("/b", A, 6)).text()).contains("sizes 5 and 6");
    StringJoiner many = new StringJoiner(",");
    for (int i = 0; i <= 100_000; i++) {
      many.add(entry("/" + i, A, 5));
    }
    assertThat(open("shop", many.toString()).text()).contains("has 100001 files");
    assertThat(client.call("POST", SCRIPTS + "/shop/assets-upload-session", "{}").status())
        .isEqualTo(400);
  }

  @Test
  void assetsMayBeAskedForOneByOne() throws IOException {
    cloudflare.withSingleAssetUploads();
    String jwt = jwt(open("shop", entry("/a", A, 5)));

    assertThat(new String(Base64.getUrlDecoder().decode(jwt.split("\\.", -1)[1]), UTF_8))
        .contains("\"wrangler_single_asset_uploads\":true");
    assertThat(client.as(jwt)
        .send("POST",
            "/accounts/" + cloudflare.account() + "/workers/assets/upload/" + A, "text/html",
            "hello".getBytes(UTF_8))
        .status()).isEqualTo(201);
  }
}
