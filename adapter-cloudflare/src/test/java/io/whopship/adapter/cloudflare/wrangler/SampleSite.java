package io.whopship.adapter.cloudflare.wrangler;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.whopship.ports.model.apps.Variables;
import io.whopship.ports.model.artifact.AssetSettings;
import io.whopship.ports.model.artifact.AssetSettings.HtmlHandling;
import io.whopship.ports.model.artifact.AssetSettings.NotFoundHandling;
import io.whopship.ports.model.artifact.AssetSettings.WorkerFirst;
import io.whopship.ports.model.artifact.Binding;
import io.whopship.ports.model.artifact.RuntimeSettings;
import io.whopship.ports.model.artifact.WorkerBundle;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.testkit.FakeArtifact;
import java.io.IOException;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A worker with something of everything, as our artifact has it and as wrangler's project has it.
 *
 * @param modules content by name; the first is the entry point
 * @param assets content by path, without the slash it begins with
 */
record SampleSite(Map<String, byte[]> modules, Map<String, byte[]> assets) {

  private static final String ENTRY = """
      import { DurableObject } from "cloudflare:workers";
      import { greet } from "./lib/greet.mjs";
      export class Room extends DurableObject {}
      export default { fetch() { return new Response(greet()); } };
      """;

  static final SampleSite FIRST = new SampleSite(Map.of(), Map.of())
      .module("index.js", ENTRY.getBytes(UTF_8))
      .module("lib/greet.mjs", "export const greet = () => 'hi';\n".getBytes(UTF_8))
      .module("lib/old.cjs", "module.exports = 1;\n".getBytes(UTF_8))
      .module("a text ü.txt", "text: ü\n".getBytes(UTF_8))
      .module("data.bin", new byte[]{0, 1, (byte) 0xff, '\r', '\n', '-', '-'})
      .module("none.wasm", "\0asm\1\0\0\0".getBytes(ISO_8859_1))
      .asset("index.html", "<h1>hello</h1>")
      .asset("docs/index.html", "<h1>hello</h1>")
      .asset("app.js", "console.log(1)")
      .asset("twin.js", "export {}")
      .asset("twin.mjs", "export {}")
      .asset("with space & (1).txt", "space")
      .asset("ünïcødé/日本.txt", "unicode")
      .asset("per%20cent.txt", "percent")
      .asset("no-extension", "none")
      .asset("empty", "")
      .asset("fonts/a.woff2", "font")
      .asset("logo.svg", "<svg/>")
      .asset("feed.xml", "<rss/>")
      .asset("data.json", "{}")
      .asset(".well-known/security.txt", "Contact: mailto:a@example.com")
      .asset("_headers", "/*\n  X-Frame-Options: DENY\n")
      .asset("_redirects", "/old /new 301\n");

  /** Of which Cloudflare has most already. */
  static final SampleSite SECOND = FIRST.asset("app.js", "console.log(2)")
      .asset("new.txt", "new");

  private static final List<Binding> BINDINGS = List.of(new Binding.Text("GREETING", "hi"),
      new Binding.Json("LIMITS", "{\"names\":[\"a\",true],\"most\":3}"),
      new Binding.KeyValue("STORE"), new Binding.Bucket("FILES"),
      new Binding.DurableObject("ROOM", "Room"), new Binding.VersionMetadata("VERSION"),
      new Binding.Images("IMAGES"), new Binding.Assets("ASSETS"),
      new Binding.Self("WORKER_SELF_REFERENCE"));

  private static final RuntimeSettings RUNTIME = new RuntimeSettings(LocalDate.of(2026, 4, 1),
      List.of("nodejs_compat", "global_fetch_strictly_public"),
      new AssetSettings(new WorkerFirst.Matching(List.of("/api/*", "!/api/docs/*")),
          HtmlHandling.DROP_TRAILING_SLASH, NotFoundHandling.PAGE_404),
      BINDINGS, null);

  static final Variables VARIABLES = new Variables(Map.of("API_KEY", "s3cr3t"));

  private SampleSite module(String name, byte[] content) {
    return new SampleSite(with(modules, name, content), assets);
  }

  private SampleSite asset(String path, String content) {
    return new SampleSite(modules, with(assets, path, content.getBytes(UTF_8)));
  }

  private static Map<String, byte[]> with(Map<String, byte[]> files, String name, byte[] content) {
    Map<String, byte[]> more = new LinkedHashMap<>(files);
    more.put(name, content);
    return more;
  }

  FakeArtifact artifact() {
    FakeArtifact artifact = FakeArtifact.EMPTY;
    for (Map.Entry<String, byte[]> module : modules.entrySet()) {
      artifact = artifact.file("open-next/worker/" + module.getKey(), module.getValue());
    }
    for (Map.Entry<String, byte[]> asset : assets.entrySet()) {
      artifact = artifact.file("open-next/assets/" + asset.getKey(), asset.getValue());
    }
    return artifact;
  }

  WorkerBundle bundle() {
    WorkerBundle bundle = artifact().bundle();
    return new WorkerBundle(bundle.modules(), bundle.assets(), bundle.cache(), RUNTIME);
  }

  /**
   * Puts the project into wrangler's folder.
   *
   * @param kvNamespace the id of the one behind {@code STORE}; {@code bucket} is behind
   * {@code FILES}
   */
  void writeTo(Wrangler wrangler, ReleaseName name, String kvNamespace, String bucket,
      String dispatcher) throws IOException {
    wrangler.with("wrangler.json", """
        {"name": "%s", "main": "src/index.js", "no_bundle": true,
         "compatibility_date": "2026-04-01",
         "compatibility_flags": ["nodejs_compat", "global_fetch_strictly_public"],
         "rules": [{"type": "ESModule", "globs": ["**/*.mjs"]},
                   {"type": "CommonJS", "globs": ["**/*.cjs"]}],
         "assets": {"directory": "public", "binding": "ASSETS",
                    "html_handling": "drop-trailing-slash", "not_found_handling": "404-page",
                    "run_worker_first": ["/api/*", "!/api/docs/*"]},
         "vars": {"GREETING": "hi", "LIMITS": {"names": ["a", true], "most": 3}},
         "kv_namespaces": [{"binding": "STORE", "id": "%s"}],
         "r2_buckets": [{"binding": "FILES", "bucket_name": "%s"}],
         "durable_objects": {"bindings": [{"name": "ROOM", "class_name": "Room"}]},
         "migrations": [{"tag": "v1", "new_sqlite_classes": ["Room"]}],
         "version_metadata": {"binding": "VERSION"}, "images": {"binding": "IMAGES"},
         "services": [{"binding": "WORKER_SELF_REFERENCE", "service": "%s", "entrypoint": "Self",
                       "props": {"app": %s, "release": "%s"}}],
         "observability": {"enabled": true, "head_sampling_rate": 1,
                           "logs": {"enabled": true, "invocation_logs": true}}}
        """.formatted(name, kvNamespace, bucket, dispatcher, name.app(), name))
        .with("secrets.json", "{\"API_KEY\": \"s3cr3t\"}");
    for (Map.Entry<String, byte[]> module : modules.entrySet()) {
      wrangler.with("src/" + module.getKey(), module.getValue());
    }
    for (Map.Entry<String, byte[]> asset : assets.entrySet()) {
      wrangler.with("public/" + asset.getKey(), asset.getValue());
    }
  }
}
