package io.whopship.adapter.zip;

import static io.whopship.testkit.hostile.RawEntry.deflated;
import static io.whopship.testkit.hostile.RawEntry.stored;
import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.model.artifact.AssetSettings;
import io.whopship.ports.model.artifact.AssetSettings.HtmlHandling;
import io.whopship.ports.model.artifact.AssetSettings.NotFoundHandling;
import io.whopship.ports.model.artifact.AssetSettings.WorkerFirst;
import io.whopship.ports.model.artifact.Binding;
import io.whopship.ports.model.artifact.MetaJson;
import io.whopship.ports.model.artifact.RuntimeSettings;
import io.whopship.ports.model.artifact.WranglerConfig;
import io.whopship.testkit.hostile.RawEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a wrangler configuration within an artifact says, and what it must not say. */
class WranglerConfigTest extends OpenZips {

  /** As create-cloudflare writes it for a Next.js site with every cache that OpenNext has. */
  private static final String JSONC = """
      {
        // Made by hand.
        "$schema": "node_modules/wrangler/config-schema.json",
        "main": ".open-next/worker.js",
        "name": "my-site",
        "account_id": "0123456789abcdef",
        "compatibility_date": "2026-04-01",
        "compatibility_flags": ["nodejs_compat", "global_fetch_strictly_public"],
        "assets": {"directory": ".open-next/assets", "binding": "FILES",
          "not_found_handling": "404-page",}, /* a comma too many */
        "vars": {"GREETING": "hello", "LIMITS": {"max": [1, 2]}, "ON": true},
        "kv_namespaces": [{"binding": "CACHE", "id": "of-somebody-else"}],
        "r2_buckets": [{"binding": "BUCKET", "bucket_name": "of-somebody-else"}],
        "durable_objects": {"bindings": [
          {"name": "QUEUE", "class_name": "DOQueueHandler"},
          {"name": "OTHER", "class_name": "Theirs", "script_name": "their-site"}]},
        "services": [{"binding": "ME", "service": "my-site"},
          {"binding": "THEM", "service": "their-site"},
          {"binding": "DOOR", "service": "my-site", "entrypoint": "Admin"}],
        "images": {"binding": "IMAGES"},
        "version_metadata": {"binding": "VERSION"},
        "d1_databases": [{"binding": "DB", "database_id": "x"}],
        "queues": {"producers": [{"binding": "JOBS", "queue": "jobs"}]},
        "ai": {"binding": "AI"},
        "observability": {"enabled": true},
        "env": {"staging": {"vars": {"GREETING": "staged"}}},
      }
      """;

  private static final String TOML = """
      name = "my-site"
      main = ".open-next/worker.js"
      compatibility_date = 2026-04-01
      compatibility_flags = ["global_fetch_strictly_public"]

      [assets]
      binding = "FILES"
      html_handling = "none"
      run_worker_first = ["/api/*"]

      [vars]
      GREETING = "hello"

      [[kv_namespaces]]
      binding = "CACHE"
      id = "of-somebody-else"

      [[services]]
      binding = "ME"
      service = "my-site"

      [env.staging.vars]
      GREETING = "staged"
      """;

  WranglerConfigTest(@TempDir Path directory) {
    super(directory);
  }

  @Test
  void anArtifactNeedsNone() throws IOException {
    assertThat(open(stored("a", "")).wranglerConfig()).isEqualTo(new WranglerConfig.Absent());
  }

  @Test
  void jsonWithCommentsIsRead() throws IOException {
    assertThat(config("wrangler.jsonc", JSONC)).isEqualTo(new WranglerConfig.Parsed(
        "wrangler.jsonc",
        new RuntimeSettings(LocalDate.of(2026, 4, 1),
            List.of("nodejs_compat", "global_fetch_strictly_public"),
            new AssetSettings(AssetSettings.DEFAULT.runWorkerFirst(),
                AssetSettings.DEFAULT.htmlHandling(), NotFoundHandling.PAGE_404),
            List.of(new Binding.Assets("FILES"), new Binding.Text("GREETING", "hello"),
                new Binding.Json("LIMITS", "{\"max\":[1,2]}"), new Binding.Json("ON", "true"),
                new Binding.KeyValue("CACHE"), new Binding.Bucket("BUCKET"),
                new Binding.DurableObject("QUEUE", "DOQueueHandler"),
                new Binding.Unavailable("OTHER", "a class of another script is not offered here"),
                new Binding.Self("ME"),
                new Binding.Unavailable("THEM", "the service 'their-site' is another worker than"
                    + " this one, 'my-site', and no other is offered here"),
                new Binding.Unavailable("DOOR", "an entrypoint of a service is not offered here"),
                new Binding.Images("IMAGES"),
                new Binding.VersionMetadata("VERSION"),
                new Binding.Unavailable("DB", "d1_databases are not offered here"),
                new Binding.Unavailable("AI", "ai is not offered here"),
                new Binding.Unavailable("JOBS", "queues are not offered here")),
            null),
        List.of("env is")));
  }

  @Test
  void tomlIsRead() throws IOException {
    assertThat(config("wrangler.toml", TOML)).isEqualTo(new WranglerConfig.Parsed("wrangler.toml",
        new RuntimeSettings(LocalDate.of(2026, 4, 1),
            List.of("nodejs_compat", "global_fetch_strictly_public"),
            new AssetSettings(new WorkerFirst.Matching(List.of("/api/*")), HtmlHandling.NONE,
                AssetSettings.DEFAULT.notFoundHandling()),
            List.of(new Binding.Assets("FILES"), new Binding.Text("GREETING", "hello"),
                new Binding.KeyValue("CACHE"), new Binding.Self("ME")),
            null),
        List.of("env is")));
  }

  @Test
  void anEmptyOneAsksForNothing() throws IOException {
    assertThat(config("wrangler.json", "{}"))
        .isEqualTo(new WranglerConfig.Parsed("wrangler.json", RuntimeSettings.DEFAULT));
    assertThat(config("wrangler.toml", ""))
        .isEqualTo(new WranglerConfig.Parsed("wrangler.toml", RuntimeSettings.DEFAULT));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
      "{'triggers': {'crons': ['* * * * *']}} | triggers are",
      "{'queues': {'consumers': [{'queue': 'jobs'}]}} | consumers of queues are",
      "{'env': {'staging': {}}} | env is",
      "{'main': 'src/index.ts'} | main 'src/index.ts' is",
      "{'main': './.open-next/worker.js', 'env': {}, 'triggers': null} | ~~",
      "{'main': 'worker.js', 'observability': {'enabled': true}} | ~~"})
  void whatIsAskedForInVainIsToldThoughItDoesNoHarm(String json, String told) throws IOException {
    WranglerConfig config = config("wrangler.jsonc", json.replace('\'', '"'));

    assertThat(((WranglerConfig.Parsed) config).passedOver())
        .isEqualTo(told.isEmpty() ? List.of() : List.of(told));
  }

  @ParameterizedTest
  @CsvSource({"wrangler.jsonc wrangler.json, wrangler.json",
      "wrangler.toml wrangler.jsonc, wrangler.jsonc", "open-next/wrangler.json wrangler.toml,"
          + " wrangler.toml",
      ".open-next/wrangler.json open-next/wrangler.toml,"
          + " open-next/wrangler.toml",
      ".open-next/wrangler.toml, .open-next/wrangler.toml"})
  void theFirstThatIsThereCounts(String names, String expected) throws IOException {
    RawEntry[] entries = Stream.of(names.split(" "))
        .map(name -> stored(name, name.endsWith("toml") ? "" : "{}"))
        .toArray(RawEntry[]::new);

    assertThat(open(entries).wranglerConfig())
        .isEqualTo(new WranglerConfig.Parsed(expected, RuntimeSettings.DEFAULT));
  }

  @ParameterizedTest
  @ValueSource(strings = {"src/wrangler.json", "Wrangler.json", "wrangler.json/", "wrangler.yaml"})
  void othersDoNotCount(String name) throws IOException {
    assertThat(open(stored(name, "{}")).wranglerConfig()).isEqualTo(new WranglerConfig.Absent());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
      "{'vars': []} | vars must be an object, but is a list",
      "{'kv_namespaces': {'binding': 'A'}} | kv_namespaces must be a list, but is an object",
      "{'kv_namespaces': [{'id': 'x'}]} | kv_namespaces[0].binding must be a string, but is missing",
      "{'kv_namespaces': ['A']} | kv_namespaces[0] must be an object, but is 'A'",
      "{'kv_namespaces': [{'binding': 'a b'}]} | a binding's name must be 1 to 128 of",
      "{'kv_namespaces': [{'binding': 'A'}, {'binding': 'A'}]} | bindings: two have the name 'A'",
      "{'durable_objects': {'bindings': [{'name': 'A'}]}} | bindings[0].class_name must be a",
      "{'services': [{'binding': 'A'}]} | services[0].service must be a string, but is missing",
      "{'d1_databases': [{}]} | d1_databases[0].name must be a string, but is missing",
      "{'compatibility_date': 'soon'} | compatibility_date must be a date such as",
      "{'a': 1, 'a': 2} | is not valid JSON at line 1, column 13: Duplicate field 'a'",
      "{'a': | is not valid JSON at line 1",
      "[] | the document must be an object, but is a list"})
  void whatIsWrongIsNamedWithItsPlace(String json, String reason) throws IOException {
    assertThat(reason("wrangler.jsonc", json.replace('\'', '"'))).contains(reason)
        .doesNotContain("wrangler.jsonc");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
      "a = | is not valid TOML at line 1", "a = 1\\na = 2 | is not valid TOML at line 2",
      "kv_namespaces = 'A' | kv_namespaces must be a list, but is 'A'"})
  void whatIsWrongInTomlIsNamedWithItsPlace(String toml, String reason) throws IOException {
    assertThat(reason("wrangler.toml", toml.replace("\\n", "\n"))).contains(reason);
  }

  @Test
  void whatIsDeepIsMalformed() throws IOException {
    String deep = "[".repeat(10_000);
    assertThat(reason("wrangler.jsonc", "{\"vars\": {\"A\": " + deep)).contains("depth");
    assertThat(reason("wrangler.toml", "a = " + deep)).contains("depth");
    assertThat(reason("wrangler.toml", "vars" + ".a".repeat(20) + " = 1"))
        .contains("depth");
    assertThat(reason("wrangler.toml", "vars" + ".a".repeat(30_000) + " = 1")).isNotBlank();
  }

  @Test
  void whatIsLargeIsMalformedUnread() throws IOException {
    assertThat(open(deflated("wrangler.toml", new byte[64 * 1024 + 1])).wranglerConfig())
        .isEqualTo(new WranglerConfig.Malformed("wrangler.toml",
            "has 65537 bytes, the limit is 65536 bytes"));
  }

  @Test
  void moreBindingsThanAWorkerCanHaveAreMalformed() throws IOException {
    String vars = Stream.iterate(0, i -> i + 1)
        .limit(RuntimeSettings.MAX_BINDINGS + 1)
        .map(i -> "V" + i + " = ''\n")
        .reduce("[vars]\n", String::concat);

    assertThat(reason("wrangler.toml", vars))
        .isEqualTo("bindings must be at most 128, but are 129");
  }

  @Test
  void aMetaJsonAsksInTheSameWords() throws IOException {
    MetaJson meta = open(stored("meta.json", """
        {"runtime": {"kv_namespaces": [{"binding": "CACHE", "id": "x"}],
          "services": [{"binding": "WORKER_SELF_REFERENCE", "service": "any"},
            {"binding": "THEM", "service": "any"}]}}
        """)).meta();

    assertThat(meta).isInstanceOf(MetaJson.Parsed.class);
    assertThat(Objects.requireNonNull(((MetaJson.Parsed) meta).runtime()).bindings())
        .containsExactly(new Binding.KeyValue("CACHE"), new Binding.Self("WORKER_SELF_REFERENCE"),
            new Binding.Unavailable("THEM",
                "the service 'any' is another worker than this one, which"
                    + " has no name, and no other is offered here"),
            new Binding.Assets("ASSETS"));
  }

  private WranglerConfig config(String name, String text) throws IOException {
    return open(stored(name, text)).wranglerConfig();
  }

  private String reason(String name, String text) throws IOException {
    WranglerConfig config = config(name, text);
    assertThat(config).isInstanceOf(WranglerConfig.Malformed.class);
    return ((WranglerConfig.Malformed) config).reason();
  }
}
