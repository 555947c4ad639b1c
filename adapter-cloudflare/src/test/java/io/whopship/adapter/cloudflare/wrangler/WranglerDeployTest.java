package io.whopship.adapter.cloudflare.wrangler;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

import io.whopship.testkit.cloudflare.Call;
import io.whopship.testkit.cloudflare.FakeCloudflare;
import io.whopship.testkit.cloudflare.UploadedScript;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real wrangler deploys into the fake, and is content. */
class WranglerDeployTest {

  private static final String WITH_ASSETS = """
      {"name": "shop", "main": "index.js", "compatibility_date": "2026-04-01",
       "assets": {"directory": "public", "binding": "ASSETS"}}
      """;
  private static final String WORKER = "export default { fetch(request, env) { return env.ASSETS.fetch(request); } };\n";

  @TempDir
  private Path folder;

  private final FakeCloudflare cloudflare = FakeCloudflare.start().withDispatchNamespace("tenants");
  private Wrangler wrangler;

  @BeforeEach
  void open() throws IOException {
    wrangler = new Wrangler(cloudflare, folder);
  }

  @AfterEach
  void close() {
    cloudflare.close();
  }

  private Wrangler withAssets() throws IOException {
    return wrangler.with("wrangler.json", WITH_ASSETS)
        .with("index.js", WORKER)
        .with("public/index.html", "<h1>hello</h1>")
        .with("public/copy/index.html", "<h1>hello</h1>")
        .with("public/logo.svg", "<svg/>")
        .with("public/with space & ü.txt", "text")
        .with("public/empty", "")
        .with("public/app.js", "console.log(1)");
  }

  private UploadedScript only(String namespace) {
    assertThat(cloudflare.scripts(namespace)).hasSize(1);
    return cloudflare.scripts(namespace).getFirst();
  }

  private List<Call> uploads() {
    return cloudflare.calls().stream().filter(it -> it.path().endsWith("/assets/upload")).toList();
  }

  @Test
  void newAssetsAreUploadedAndServedByTheScript() throws IOException {
    String printed = withAssets().run("deploy", "--dispatch-namespace", "tenants").succeeded();

    UploadedScript script = only("tenants");
    assertThat(script.name()).isEqualTo("shop");
    assertThat(printed).contains("Current Version ID: " + script.versionId());
    assertThat(script.modules().getFirst().contentType())
        .isEqualTo("application/javascript+module");
    assertThat(new String(script.modules().getFirst().content(), UTF_8)).contains("ASSETS.fetch");
    assertThat(texts(script)).containsOnly(entry("/index.html", "<h1>hello</h1>"),
        entry("/copy/index.html", "<h1>hello</h1>"), entry("/logo.svg", "<svg/>"),
        entry("/with space & ü.txt", "text"), entry("/empty", ""),
        entry("/app.js", "console.log(1)"));
    assertThat(script.assets()).hasEntrySatisfying("/index.html",
        asset -> assertThat(asset.contentType()).isEqualTo("text/html; charset=utf-8"))
        .hasEntrySatisfying("/empty",
            asset -> assertThat(asset.contentType()).isEqualTo("application/null"));
    assertThat(uploads()).hasSize(3);
  }

  private static Map<String, String> texts(UploadedScript script) {
    return script.assets()
        .entrySet()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey,
            entry -> new String(entry.getValue().content(), UTF_8)));
  }

  @Test
  void assetsThatTheNamespaceKnowsAreNotSentAgain() throws IOException {
    withAssets().run("deploy", "--dispatch-namespace", "tenants").succeeded();
    cloudflare.forgetCalls();

    wrangler.with("public/app.js", "console.log(2)")
        .run("deploy", "--dispatch-namespace", "tenants", "--name", "other")
        .succeeded();
    assertThat(uploads()).hasSize(1);
    assertThat(uploads().getFirst().parts()).hasSize(1);
    assertThat(texts(cloudflare.scripts("tenants").getFirst()))
        .containsEntry("/app.js", "console.log(2)")
        .containsEntry("/logo.svg", "<svg/>");

    cloudflare.forgetCalls();
    wrangler.run("deploy", "--dispatch-namespace", "tenants", "--name", "third").succeeded();
    assertThat(uploads()).isEmpty();
    assertThat(cloudflare.scripts("tenants")).extracting(UploadedScript::name)
        .containsExactly("other", "shop", "third");
  }

  @Test
  void bindingsSecretsAndModulesOfEveryTypeArrive() throws IOException {
    String kv = cloudflare.withBucket("files").createKvNamespace("cache");
    wrangler.with("wrangler.json", """
        {"name": "shop", "main": "index.js", "compatibility_date": "2026-04-01",
         "no_bundle": true, "compatibility_flags": ["nodejs_compat"],
         "rules": [{"type": "ESModule", "globs": ["**/*.mjs"]},
                   {"type": "Text", "globs": ["**/*.txt"]},
                   {"type": "Data", "globs": ["**/*.bin"]},
                   {"type": "CompiledWasm", "globs": ["**/*.wasm"]}],
         "vars": {"GREETING": "hi", "LIMITS": {"most": 3}},
         "kv_namespaces": [{"binding": "CACHE", "id": "%s"}],
         "r2_buckets": [{"binding": "FILES", "bucket_name": "files"}],
         "durable_objects": {"bindings": [{"name": "ROOM", "class_name": "Room"}]},
         "migrations": [{"tag": "v1", "new_sqlite_classes": ["Room"]}],
         "version_metadata": {"binding": "VERSION"},
         "observability": {"enabled": true}}
        """.formatted(kv))
        .with("index.js", """
            import { DurableObject } from "cloudflare:workers";
            import { greet } from "./lib/greet.mjs";
            import text from "./text.txt";
            export class Room extends DurableObject {}
            export default { fetch() { return new Response(greet() + text); } };
            """)
        .with("lib/greet.mjs", "export const greet = () => 'hi';\n")
        .with("text.txt", "text")
        .with("data.bin", "data")
        .with("none.wasm", "\0asm\1\0\0\0")
        .with("secrets.json", "{\"API_KEY\": \"s3cr3t\"}");

    wrangler.run("deploy", "--dispatch-namespace", "tenants", "--secrets-file", "secrets.json")
        .succeeded();

    UploadedScript script = only("tenants");
    assertThat(script.modules())
        .extracting(UploadedScript.Module::name, UploadedScript.Module::contentType)
        .contains(tuple("index.js", "application/javascript+module"),
            tuple("lib/greet.mjs", "application/javascript+module"),
            tuple("text.txt", "text/plain"),
            tuple("data.bin", "application/octet-stream"),
            tuple("none.wasm", "application/wasm"));
    assertThat(script.metadata()).contains("{\"name\":\"CACHE\",\"type\":\"kv_namespace\"", kv,
        "{\"name\":\"FILES\",\"type\":\"r2_bucket\",\"bucket_name\":\"files\"}",
        "{\"name\":\"API_KEY\",\"type\":\"secret_text\",\"text\":\"s3cr3t\"}",
        "\"new_sqlite_classes\":[\"Room\"]");

    wrangler.run("deploy", "--dispatch-namespace", "tenants").succeeded();
    assertThat(only("tenants").metadata()).doesNotContain("migrations");
  }

  @Test
  void aScriptOfTheAccountGetsVersionsAndDeployments() throws IOException {
    withAssets().run("deploy").succeeded();
    String first = only("").versionId();

    wrangler.with("public/app.js", "console.log(2)").run("deploy").succeeded();

    assertThat(only("").versionId()).isNotEqualTo(first);
    assertThat(texts(only(""))).containsEntry("/app.js", "console.log(2)");
    assertThat(cloudflare.calls()).extracting(Call::method, Call::path)
        .contains(tuple("POST",
            "/accounts/" + cloudflare.account() + "/workers/scripts/shop/versions"));
  }

  @Test
  void aScriptMayHaveNothingButAssets() throws IOException {
    wrangler.with("wrangler.json", """
        {"name": "static", "compatibility_date": "2026-04-01", "assets": {"directory": "public"}}
        """).with("public/index.html", "<h1>hello</h1>").run("deploy").succeeded();

    assertThat(only("").modules()).isEmpty();
    assertThat(only("").assets()).containsOnlyKeys("/index.html");
  }

  @Test
  void aDispatcherGetsItsNamespaceAndItsRoute() throws IOException {
    String zone = cloudflare.createZone("example.com");
    wrangler.with("wrangler.json", """
        {"name": "dispatcher", "main": "index.js", "compatibility_date": "2026-04-01",
         "routes": [{"pattern": "*.example.com/*", "zone_name": "example.com"}],
         "dispatch_namespaces": [{"binding": "TENANTS", "namespace": "tenants"}]}
        """)
        .with("index.js", "export default { fetch: (r, env) => env.TENANTS.get('a').fetch(r) };")
        .run("deploy")
        .succeeded();

    assertThat(only("").metadata())
        .contains("\"type\":\"dispatch_namespace\",\"namespace\":\"tenants\"");
    assertThat(cloudflare.routes(zone)).containsExactly(entry("*.example.com/*", "dispatcher"));
  }

  @Test
  void whatCloudflareRefusesIsNotThere() throws IOException {
    wrangler.with("wrangler.json", """
        {"name": "bad", "main": "index.js", "compatibility_date": "2026-04-01"}
        """).with("index.js", "throw new Error('__fake_10021__'); export default {};");

    assertThat(wrangler.run("deploy", "--dispatch-namespace", "tenants").failed())
        .contains("code: 10021");
    assertThat(wrangler.run("deploy", "--dispatch-namespace", "none").failed())
        .contains("code: 100119");
    assertThat(wrangler.withToken(cloudflare.tokenWithout("Workers Scripts Edit"))
        .run("deploy", "--dispatch-namespace", "tenants")
        .failed()
        .toLowerCase(Locale.ROOT)).contains("authentication error");
    assertThat(cloudflare.scripts("tenants")).isEmpty();
  }
}
