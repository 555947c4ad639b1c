package io.whopship.adapter.cloudflare.dispatch;

import static io.whopship.adapter.cloudflare.dispatch.RunningDispatcher.HOST;
import static io.whopship.adapter.cloudflare.dispatch.RunningDispatcher.PROBE_SECRET;
import static io.whopship.adapter.cloudflare.dispatch.RunningDispatcher.release;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.whopship.adapter.cloudflare.upload.ScriptBinding;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.ports.model.rollout.Route;
import io.whopship.ports.model.rollout.Traffic;
import io.whopship.testkit.MovableClock;
import io.whopship.testkit.cloudflare.FakeCloudflare;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was uploaded to the fake, and runs. */
class CloudflareRuntimeTest {

  private static final String DISPATCHER = "whopship-dispatcher";

  @TempDir
  Path directory;

  final MovableClock clock = new MovableClock(Instant.EPOCH);
  final HttpClient client = HttpClient.newHttpClient();
  final FakeCloudflare cloudflare = FakeCloudflare.start(clock).withDispatchNamespace("sites");
  final String routes = cloudflare.createKvNamespace("routes");
  CloudflareRuntime runtime;

  @BeforeEach
  void uploadTheDispatcher() throws Exception {
    upload("/workers/scripts/" + DISPATCHER, Dispatcher.MODULE, Dispatcher.script(),
        Dispatcher.bindings(routes, "sites", PROBE_SECRET));
    runtime = CloudflareRuntime.start(cloudflare, DISPATCHER, directory, "example.com");
  }

  @AfterEach
  void close() {
    runtime.close();
    cloudflare.close();
    client.close();
  }

  private void uploadRelease(ReleaseName release, String worker, ScriptBinding... bindings)
      throws Exception {
    upload("/workers/dispatch/namespaces/sites/scripts/" + release, "index.js", worker,
        List.of(bindings));
  }

  private void upload(String path, String module, String worker, List<ScriptBinding> bindings)
      throws Exception {
    List<JsonObject> bound = new ArrayList<>();
    for (ScriptBinding binding : bindings) {
      Map<String, Object> fields = new HashMap<>(binding.fields());
      fields.put("name", binding.name());
      fields.put("type", binding.type());
      bound.add(new JsonObject(fields));
    }
    JsonObject metadata = new JsonObject().put("main_module", module)
        .put("compatibility_date", "2026-04-15")
        .put("bindings", new JsonArray(bound));
    String form = """
        --b
        Content-Disposition: form-data; name="metadata"

        %1$s
        --b
        Content-Disposition: form-data; name="%2$s"; filename="%2$s"
        Content-Type: application/javascript+module

        %3$s
        --b--
        """.formatted(metadata.encode(), module, worker).replace("\n", "\r\n");
    put(path, form, "multipart/form-data; boundary=b");
  }

  private void put(String path, String body, String contentType) throws Exception {
    HttpResponse<String> answer = client.send(HttpRequest
        .newBuilder(
            URI.create(cloudflare.baseUrl() + "/accounts/" + cloudflare.account() + path))
        .header("Authorization", "Bearer " + cloudflare.token())
        .header("Content-Type", contentType)
        .PUT(BodyPublishers.ofString(body))
        .build(), BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private void route(long generation, Traffic traffic) throws Exception {
    byte[] record = RouteRecord
        .of(new Route(HOST, generation, "salt", traffic, List.of()), name -> null, null)
        .encode();
    put("/storage/kv/namespaces/" + routes + "/values/host%3A" + HOST, new String(record, UTF_8),
        "application/octet-stream");
  }

  private String visit(String path) throws Exception {
    return client
        .send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + runtime.port() + path))
            .header("Host", HOST)
            .build(), BodyHandlers.ofString())
        .body();
  }

  private static String saying(String text) {
    return "export default { fetch: () => new Response('" + text + "') };";
  }

  @Test
  void anUploadedScriptServesItsVisitors() throws Exception {
    uploadRelease(release(1), saying("one"));
    route(1, new Traffic.Whole(release(1)));

    assertThat(visit("/")).isEqualTo("one");
  }

  @Test
  void aScriptThatWasUploadedAnewIsTheOneThatRuns() throws Exception {
    uploadRelease(release(1), saying("one"));
    route(1, new Traffic.Whole(release(1)));
    visit("/");

    uploadRelease(release(1), saying("another"));

    assertThat(visit("/")).isEqualTo("another");
  }

  @Test
  void aRecordArrivesWithTheDelayOfKv() throws Exception {
    uploadRelease(release(1), saying("one"));
    uploadRelease(release(2), saying("two"));
    route(1, new Traffic.Whole(release(1)));
    visit("/");
    clock.advance(Duration.ofMinutes(2));
    cloudflare.withKvDelay(Duration.ofMinutes(1));

    route(2, new Traffic.Whole(release(2)));

    assertThat(visit("/")).isEqualTo("one");
    clock.advance(Duration.ofMinutes(2));
    assertThat(visit("/")).isEqualTo("two");
  }

  @Test
  void aWorkerHasWhatItIsBoundToAndNothingElse() throws Exception {
    uploadRelease(release(1), """
        export default {
          async fetch(request, env) {
            if (new URL(request.url).pathname === "/inner") return new Response("inner");
            await env.STORE.put("key", "kept");
            return Response.json({
              names: Object.keys(env).sort(),
              text: env.TEXT,
              secret: env.SECRET,
              json: env.JSON,
              kept: await env.STORE.get("key"),
              self: await (await env.ME.fetch(new URL("/inner", request.url))).text(),
            });
          },
        };
        """, new ScriptBinding("TEXT", "plain_text", Map.of("text", "a text")),
        new ScriptBinding("SECRET", "secret_text", Map.of("text", "a secret")),
        new ScriptBinding("JSON", "json", Map.of("json", Map.of("a", List.of(1)))),
        new ScriptBinding("STORE", "kv_namespace",
            Map.of("namespace_id", cloudflare.createKvNamespace("store"))),
        Dispatcher.selfReference("ME", DISPATCHER, release(1)));
    route(1, new Traffic.Whole(release(1)));

    assertThat(new JsonObject(visit("/"))).isEqualTo(new JsonObject("""
        {"names": ["JSON", "ME", "SECRET", "STORE", "TEXT"], "text": "a text",
         "secret": "a secret", "json": {"a": [1]}, "kept": "kept", "self": "inner"}"""));
  }

  @Test
  void aWorkerFindsWhatWasWrittenToItsStoreAndWhoSharesItFindsWhatItWrites() throws Exception {
    String store = cloudflare.createKvNamespace("store");
    put("/storage/kv/namespaces/" + store + "/values/page", "seeded", "application/octet-stream");
    ScriptBinding binding = new ScriptBinding("STORE", "kv_namespace",
        Map.of("namespace_id", store));
    String worker = """
        export default {
          async fetch(request, env) {
            const before = await env.STORE.get("page");
            await env.STORE.put("page", before + "+");
            return new Response(before);
          },
        };
        """;
    uploadRelease(release(1), worker, binding);
    uploadRelease(release(8, 2), worker, binding);

    route(1, new Traffic.Whole(release(1)));
    assertThat(visit("/")).isEqualTo("seeded");
    route(2, new Traffic.Whole(release(8, 2)));
    assertThat(visit("/")).isEqualTo("seeded+");
  }
}
