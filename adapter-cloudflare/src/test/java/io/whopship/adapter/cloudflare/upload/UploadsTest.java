package io.whopship.adapter.cloudflare.upload;

import static io.whopship.testkit.cloudflare.Fault.on;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.whopship.adapter.cloudflare.api.ApiSettings;
import io.whopship.adapter.cloudflare.api.CloudflareApi;
import io.whopship.adapter.cloudflare.api.ImpatientApi;
import io.whopship.adapter.cloudflare.api.Product;
import io.whopship.adapter.cloudflare.upload.Uploads.Uploaded;
import io.whopship.ports.driven.PortException.Rejected;
import io.whopship.ports.driven.PortException.Unavailable;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.artifact.AssetSettings;
import io.whopship.ports.model.artifact.AssetSettings.HtmlHandling;
import io.whopship.ports.model.artifact.AssetSettings.NotFoundHandling;
import io.whopship.ports.model.artifact.AssetSettings.WorkerFirst;
import io.whopship.ports.model.artifact.RuntimeSettings;
import io.whopship.ports.model.artifact.WorkerBundle;
import io.whopship.ports.model.identity.Secret;
import io.whopship.testkit.FakeArtifact;
import io.whopship.testkit.MovableClock;
import io.whopship.testkit.cloudflare.Call;
import io.whopship.testkit.cloudflare.FakeCloudflare;
import io.whopship.testkit.cloudflare.Fault;
import io.whopship.testkit.cloudflare.UploadedScript;
import io.whopship.testkit.http.Part;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UploadsTest {

  private static final String NAMESPACE = "tenants";
  private static final String SCRIPT = "whopship-1-7";
  private static final FakeArtifact HELLO = FakeArtifact.helloWorker("v1");
  private static final FakeArtifact QUEUE = FakeArtifact.EMPTY.file("open-next/worker/index.js",
      "export class Queue {}");

  private final MovableClock clock = new MovableClock(Instant.now());
  private final FakeCloudflare cloudflare = FakeCloudflare.start(clock)
      .withDispatchNamespace(NAMESPACE);
  private final CloudflareApi api = client(cloudflare.token());
  private final Uploads uploads = new Uploads(api, NAMESPACE);
  private final List<String> told = Collections.synchronizedList(new ArrayList<>());

  private CloudflareApi client(String token) {
    return ImpatientApi
        .open(ApiSettings.of(cloudflare.baseUrl(), cloudflare.account(), new Secret(token)));
  }

  @AfterEach
  void close() {
    api.close();
    cloudflare.close();
  }

  @Test
  void aWorkerArrivesWholeWithItsAssets() {
    FakeArtifact artifact = HELLO.file("open-next/assets/BUILD_ID", "b1")
        .file("open-next/assets/_headers", "/*\n  X-A: b\n")
        .file("open-next/assets/.assetsignore", "secret");

    Uploaded uploaded = upload(artifact);

    UploadedScript script = script();
    assertThat(uploaded).isEqualTo(new Uploaded.Done(script.versionId()));
    assertThat(script.versionId()).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    assertThat(script.modules()).singleElement().satisfies(module -> {
      assertThat(module.name()).isEqualTo("index.js");
      assertThat(module.contentType()).isEqualTo("application/javascript+module");
      assertThat(new String(module.content(), UTF_8)).contains("v1");
    });
    assertThat(script.assets()).containsOnlyKeys("/about.html", "/_next/static/app.css",
        "/BUILD_ID");
    assertThat(asset("/about.html").contentType())
        .isEqualTo("text/html; charset=utf-8");
    assertThat(asset("/BUILD_ID").contentType()).isEqualTo("application/null");
    assertThat(new String(asset("/about.html").content(), UTF_8))
        .isEqualTo("<!doctype html><title>About</title>\n");
    assertThat(metadata().at("/assets/config/_headers").asText()).isEqualTo("/*\n  X-A: b\n");
    assertThat(told).first().asString().startsWith("3 assets to upload (1 KiB in ");
    assertThat(told).last()
        .asString()
        .startsWith("Uploaded the worker: 1 module, 3 KiB, starts in");
  }

  @Test
  void whatIsThereIsNotSentAgain() {
    upload(HELLO);
    cloudflare.forgetCalls();
    told.clear();

    upload(HELLO);

    assertThat(assetCalls()).isEmpty();
    assertThat(script().assets()).hasSize(2);
    assertThat(told).first().isEqualTo("All 2 assets are on Cloudflare already");
  }

  @Test
  void onlyWhatIsNewIsSent() {
    upload(HELLO);
    cloudflare.forgetCalls();
    told.clear();

    upload(HELLO.file("open-next/assets/new.txt", "new").file("open-next/assets/copy.txt", "new"));

    assertThat(assetCalls()).singleElement()
        .satisfies(call -> assertThat(call.parts()).hasSize(1));
    assertThat(told).first().isEqualTo("1 assets to upload (1 KiB in 1 batch), 2 already there");
    assertThat(script().assets()).hasSize(4);
  }

  @Test
  void appsShareNoHash() {
    upload(HELLO);
    cloudflare.forgetCalls();

    uploads.upload(request(HELLO.bundle(), new AppId(2)), HELLO.open(), told::add);

    assertThat(assetCalls().stream().mapToInt(call -> call.parts().size()).sum()).isEqualTo(2);
  }

  @Test
  void theSameBytesOfAnotherTypeAreAnotherAsset() {
    upload(FakeArtifact.helloWorker("v1")
        .file("open-next/assets/a.txt", "same")
        .file("open-next/assets/a.css", "same"));
    assertThat(asset("/a.txt").contentType()).startsWith("text/plain");
    assertThat(asset("/a.css").contentType()).startsWith("text/css");
  }

  @Test
  void theHashIsASaltedSha256() {
    upload(HELLO);
    JsonNode manifest = cloudflare.calls().getFirst().json().path("manifest");
    // sha256("1" 0 "text/css; charset=utf-8" 0 "body { margin: 0 }\n"), its first 32 digits
    assertThat(manifest.at("/~1_next~1static~1app.css/hash").asText())
        .isEqualTo("d1ec6cbf723bc5fb945377725a574cfe");
    assertThat(manifest.at("/~1_next~1static~1app.css/size").asInt()).isEqualTo(19);
  }

  @Test
  void theFormIsThatOfWrangler() {
    FakeArtifact artifact = HELLO.file("open-next/worker/lib/greet.mjs", "export default 1")
        .file("open-next/worker/lib/a \"b\".txt", "text")
        .file("open-next/worker/c.cjs", "exports.a=1")
        .file("open-next/worker/d.bin", "data")
        .file("open-next/worker/e.wasm", "wasm")
        .file("open-next/worker/f.json", "{\"a\":\"\\u2028'</script>\"}");

    upload(artifact);

    Call put = cloudflare.calls().getLast();
    assertThat(put.target()).endsWith("/workers/dispatch/namespaces/tenants/scripts/" + SCRIPT
        + "?excludeScript=true&bindings_inherit=strict");
    List<Part> parts = put.parts();
    assertThat(parts).extracting(Part::name)
        .containsExactly("metadata", "index.js",
            "lib/greet.mjs", "lib/a \"b\".txt", "c.cjs", "d.bin", "e.wasm", "f.json");
    assertThat(parts.get(0).filename()).isEmpty();
    assertThat(parts.get(0).contentType()).isEmpty();
    assertThat(parts.subList(1, 8)).allSatisfy(
        part -> assertThat(part.filename()).hasValue(part.name()));
    assertThat(parts.subList(1, 8)).extracting(part -> part.contentType().orElseThrow())
        .containsExactly("application/javascript+module", "application/javascript+module",
            "text/plain", "application/javascript", "application/octet-stream", "application/wasm",
            "application/javascript");
    assertThat(parts.get(7).text())
        .isEqualTo("module.exports = JSON.parse(\"{\\\"a\\\":\\\"\\\\u2028'</script>\\\"}\");\n");
  }

  @Test
  void theMetadataHasWranglersMembersInItsOrder() {
    RuntimeSettings runtime = new RuntimeSettings(LocalDate.of(2026, 1, 2),
        List.of("nodejs_compat"),
        new AssetSettings(new WorkerFirst.Matching(List.of("/api/*", "!/api/docs/*")),
            HtmlHandling.DROP_TRAILING_SLASH, NotFoundHandling.PAGE_404));
    WorkerBundle bundle = new WorkerBundle(QUEUE.bundle().modules(), QUEUE.bundle().assets(),
        List.of(), runtime);
    List<ScriptBinding> bindings = List.of(new ScriptBinding("ASSETS", "assets", Map.of()),
        new ScriptBinding("LIMITS", "json", Map.of("json", Map.of("a", List.of(1, true)))),
        new ScriptBinding("Q", "durable_object_namespace", Map.of("class_name", "Queue")));

    uploads.upload(new WorkerUpload(SCRIPT, new AppId(1), bundle, bindings, List.of("Queue"),
        List.of("app-1", "deploy-7")), QUEUE.open(), told::add);

    String jwt = metadata().at("/assets/jwt").asText();
    assertThat(script().metadata()).isEqualTo("""
        {"main_module":"index.js",\
        "bindings":[{"name":"ASSETS","type":"assets"},\
        {"name":"LIMITS","type":"json","json":{"a":[1,true]}},\
        {"name":"Q","type":"durable_object_namespace","class_name":"Queue"}],\
        "compatibility_date":"2026-01-02","compatibility_flags":["nodejs_compat"],\
        "migrations":{"new_tag":"v1","steps":[{"new_sqlite_classes":["Queue"]}]},\
        "tags":["app-1","deploy-7"],\
        "assets":{"jwt":"JWT","config":{"html_handling":"drop-trailing-slash",\
        "not_found_handling":"404-page","run_worker_first":["/api/*","!/api/docs/*"]}},\
        "observability":{"enabled":true,"head_sampling_rate":1,\
        "logs":{"enabled":true,"invocation_logs":true}}}""".replace("JWT", jwt));
    assertThat(told).noneMatch(line -> line.contains(jwt));
  }

  @Test
  void durableObjectsBeginOnce() {
    WorkerUpload request = new WorkerUpload(SCRIPT, new AppId(1), QUEUE.bundle(), List.of(),
        List.of("Queue"), List.of());
    uploads.upload(request, QUEUE.open(), told::add);
    assertThat(metadata().has("migrations")).isTrue();

    uploads.upload(request, QUEUE.open(), told::add);

    assertThat(metadata().has("migrations")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"412, 10079", "400, 10074"})
  void durableObjectsThatBeganWithATryThatWasLostDoNotBeginAgain(int status, int code) {
    cloudflare.fail(on("PUT", "/scripts/")
        .with(Fault.status(status).code(code, "there already").afterApplying()));

    Uploaded uploaded = uploads.upload(new WorkerUpload(SCRIPT, new AppId(1), QUEUE.bundle(),
        List.of(), List.of("Queue"), List.of()), QUEUE.open(), told::add);

    assertThat(uploaded).isInstanceOf(Uploaded.Done.class);
    assertThat(puts()).extracting(put -> put.json().has("migrations")).containsExactly(true, false);
  }

  @Test
  void aClassThatIsRefusedWithoutAnyMigrationIsTheWorkersFault() {
    cloudflare.refuseScript(SCRIPT, 400, 10074, "Cannot apply new-class migration");
    assertThat(upload(HELLO)).isInstanceOf(Uploaded.Refused.class);
    assertThat(puts()).hasSize(1);
  }

  @Test
  void aVariableThatWasRemovedIsGone() {
    ScriptBinding secret = new ScriptBinding("API_KEY", "secret_text", Map.of("text", "s3cr3t"));
    uploads.upload(new WorkerUpload(SCRIPT, new AppId(1), HELLO.bundle(), List.of(secret),
        List.of(), List.of()), HELLO.open(), told::add);
    assertThat(bindingsThere()).hasSize(1);

    upload(HELLO);

    assertThat(bindingsThere()).isEmpty();
  }

  private JsonNode bindingsThere() {
    return api.result(io.whopship.adapter.cloudflare.api.Call.get(Product.WORKERS,
        api.scripts(NAMESPACE).path(SCRIPT) + "/bindings", "the bindings"));
  }

  @Test
  void aWorkerWithoutAssetsNeedsNoSession() {
    FakeArtifact bare = FakeArtifact.EMPTY.file("open-next/worker/index.js", "export default {}");
    upload(bare);
    assertThat(cloudflare.calls()).hasSize(1);
    assertThat(metadata().has("assets")).isFalse();
    assertThat(metadata().path("compatibility_date").asText()).isEqualTo("2026-11-17");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aSessionThatEndsIsFollowedByAnother(boolean noticedHere) {
    FakeArtifact artifact = manyAssets(1_000);
    InstantSource own = noticedHere ? clock : InstantSource.system();
    Uploads slow = new Uploads(api, NAMESPACE, 1, own, UploadMemory.OF_PROCESS);

    slow.upload(request(artifact.bundle(), new AppId(1)), artifact.open(), line -> {
      told.add(line);
      if (line.startsWith("Uploaded 3 of 7 batches")) {
        clock.advance(Duration.ofHours(2));
      }
    });

    assertThat(script().assets()).hasSize(1_000);
    assertThat(told).anyMatch(line -> line.endsWith(", going on with a new session"));
    assertThat(new HashSet<>(acceptedHashes())).as("nothing accepted twice")
        .hasSize(acceptedHashes().size());
    assertThat(assetCalls().stream().filter(call -> call.status() >= 400))
        .hasSize(noticedHere ? 0 : 1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void assetsWhoseTokenExpiredBeforeTheScriptCameGetANewOne(boolean noticedHere) {
    InstantSource own = noticedHere ? clock : InstantSource.system();
    if (noticedHere) { // and not by what the answer says
      cloudflare.fail(on("PUT", "/scripts/").with(Fault.status(400).code(-1, "No.")));
    }
    Uploads slow = new Uploads(api, NAMESPACE, 3, own, UploadMemory.OF_PROCESS);

    Uploaded uploaded = slow.upload(request(HELLO.bundle(), new AppId(1)), HELLO.open(), line -> {
      told.add(line);
      if (line.startsWith("Uploaded 2 of 2 batches")) {
        clock.advance(Duration.ofHours(2));
      }
    });

    assertThat(uploaded).isInstanceOf(Uploaded.Done.class);
    assertThat(script().assets()).hasSize(2);
    assertThat(told).contains(
        "What stands for the uploaded assets has expired, going on with a new session");
    assertThat(puts()).hasSize(2);
  }

  @Test
  void assetsWhoseTokensNeverHoldAreGivenUp() {
    cloudflare.refuseScript(SCRIPT, 400, -1, "assets.jwt has expired");
    assertThat(upload(HELLO)).isEqualTo(
        new Uploaded.Refused(400, "assets.jwt has expired (code -1)"));
    assertThat(puts()).hasSize(2);
  }

  @Test
  void aWorkerThatBreaksAtItsStartIsRefused() {
    cloudflare.refuseScript(SCRIPT, 400, 10021, "Uncaught Error: oh\\n  at index.js:1");
    Uploaded uploaded = upload(HELLO);
    assertThat(uploaded).isInstanceOfSatisfying(Uploaded.Refused.class, refused -> {
      assertThat(refused.code()).isEqualTo(400);
      assertThat(refused.reason()).startsWith("Uncaught Error: oh")
          .contains("(code 10021).")
          .doesNotContain("\n");
    });
    assertThat(puts()).hasSize(1);
  }

  @Test
  void aSlowStartIsTriedOnceMore() {
    cloudflare.refuseScript(SCRIPT, 400, 10021, "Script startup exceeded CPU time limit.");
    assertThat(upload(HELLO)).isInstanceOf(Uploaded.Refused.class);
    assertThat(puts()).hasSize(2);
  }

  @Test
  void aWorkerThatIsTooLargeIsToldItsLargestModules() {
    cloudflare.withScriptLimit(10);
    assertThat(upload(HELLO)).isInstanceOfSatisfying(Uploaded.Refused.class,
        refused -> assertThat(refused.reason()).contains("(code 10027)")
            .contains("The largest modules are index.js (3 KiB)."));
  }

  @Test
  void anAssetThatIsTooLargeIsNotEvenSent() {
    byte[] large = new byte[(25 << 20) + 1];
    assertThat(upload(HELLO.file("open-next/assets/film.mp4", large))).isEqualTo(
        new Uploaded.Refused(413, "The asset /film.mp4 has 26214401 bytes, and Cloudflare takes"
            + " 26214400. Move it to a bucket, or make it smaller."));
    assertThat(cloudflare.calls()).isEmpty();
  }

  @Test
  void aNamespaceThatIsNotThereIsTheOperatorsTask() {
    Uploads elsewhere = new Uploads(api, "nowhere");
    assertThatThrownBy(() -> elsewhere.upload(request(HELLO.bundle(), new AppId(1)), HELLO.open(),
        told::add)).isInstanceOf(Rejected.class)
        .hasMessageContaining("(code 100119)")
        .hasMessageContaining("Run 'whopship cloudflare init'");
  }

  @Test
  void aBucketThatIsNotSeenMayBeSeenWhenTheCoreTriesAgain() {
    WorkerUpload request = new WorkerUpload(SCRIPT, new AppId(1), HELLO.bundle(),
        List.of(new ScriptBinding("B", "r2_bucket", Map.of("bucket_name", "app-1"))), List.of(),
        List.of());
    assertThatThrownBy(() -> uploads.upload(request, HELLO.open(), told::add))
        .isInstanceOf(Unavailable.class)
        .hasMessageEndingWith(" (code 10085), 10 times in all. An R2 bucket that the worker is"
            + " bound to is not there.");
    assertThat(puts()).hasSize(10);
    assertThat(told).last().asString().matches(".*, trying again in [23] s \\(10 of 10\\)");
  }

  @ParameterizedTest
  @ValueSource(ints = {10041, 10085})
  void whatWasCreatedAMomentAgoIsWaitedFor(int code) {
    cloudflare.fail(on("PUT", "/scripts/").times(9)
        .with(Fault.status(400).code(code, "not found")));
    assertThat(upload(HELLO)).isInstanceOf(Uploaded.Done.class);
  }

  @Test
  void aTokenWithoutPermissionIsToldWhich() {
    try (CloudflareApi weak = client(cloudflare.tokenWithout("Workers Scripts Edit"))) {
      assertThatThrownBy(() -> new Uploads(weak, NAMESPACE)
          .upload(request(HELLO.bundle(), new AppId(1)), HELLO.open(), told::add))
          .isInstanceOf(Rejected.class)
          .hasMessageContaining("'Workers Scripts Edit'");
    }
  }

  private Uploaded upload(FakeArtifact artifact) {
    return uploads.upload(request(artifact.bundle(), new AppId(1)), artifact.open(), told::add);
  }

  private static WorkerUpload request(WorkerBundle bundle, AppId app) {
    return new WorkerUpload(SCRIPT, app, bundle, List.of(), List.of(), List.of("app-" + app));
  }

  private static FakeArtifact manyAssets(int count) {
    List<FakeArtifact.Item> items = new ArrayList<>(HELLO.items().subList(0, 1));
    FakeArtifact one = FakeArtifact.EMPTY;
    for (int i = 0; i < count; i++) {
      FakeArtifact.Item made = one.file("open-next/assets/file-" + i + ".txt", "content " + i)
          .items()
          .get(0);
      items.add(made);
    }
    return new FakeArtifact(items, HELLO.meta(), HELLO.wranglerConfig(), null);
  }

  private UploadedScript script() {
    return cloudflare.scripts(NAMESPACE)
        .stream()
        .filter(script -> script.name().equals(SCRIPT))
        .findFirst()
        .orElseThrow();
  }

  private UploadedScript.Asset asset(String path) {
    return Objects.requireNonNull(script().assets().get(path), path);
  }

  private JsonNode metadata() {
    return puts().getLast().json();
  }

  private List<Call> puts() {
    return cloudflare.calls().stream().filter(call -> call.method().equals("PUT")).toList();
  }

  private List<Call> assetCalls() {
    return cloudflare.calls()
        .stream()
        .filter(call -> call.path().endsWith("/workers/assets/upload"))
        .toList();
  }

  private List<String> acceptedHashes() {
    return assetCalls().stream()
        .filter(call -> call.status() < 300)
        .flatMap(call -> call.parts().stream())
        .map(Part::name)
        .toList();
  }
}
