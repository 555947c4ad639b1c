package io.whopship.testkit.hostile;

import static io.whopship.testkit.hostile.RawEntry.deflated;
import static io.whopship.testkit.hostile.SampleZip.accepted;
import static io.whopship.testkit.hostile.SampleZip.refused;

import java.util.List;

/** A wrangler configuration that is large, deep, not what it should be, or asks for too much. */
final class BadConfigurations {

  private static final String JSONC = "wrangler.jsonc";
  private static final String TOML = "wrangler.toml";

  private BadConfigurations() {}

  static List<SampleZip> all() {
    return List.of(
        bad("config-empty", JSONC, ""),
        bad("config-cut-off", JSONC, "{\"name\": \"a\", /* "),
        bad("config-list", JSONC, "[]"),
        bad("config-deep", JSONC, "{\"vars\": " + "[".repeat(30_000) + "]".repeat(30_000) + "}"),
        bad("config-of-64-kib-and-more", JSONC, "// " + "x".repeat(64 * 1024) + "\n{}"),
        bad("config-duplicate-member", JSONC, "{\"name\": \"a\", \"name\": \"b\"}"),
        bad("config-wrong-type", JSONC, "{\"kv_namespaces\": \"A\"}"),
        bad("config-name-of-a-binding", JSONC, "{\"kv_namespaces\": [{\"binding\": \"../a\"}]}"),
        bad("config-in-a-folder", "open-next/wrangler.json", "{"),
        bad("config-toml-cut-off", TOML, "name = \"a"),
        bad("config-toml-deep-list", TOML, "a = " + "[".repeat(30_000)),
        bad("config-toml-deep-table", TOML, "a = " + "{a=".repeat(10_000)),
        bad("config-toml-deep-key", TOML, "a" + ".a".repeat(30_000) + " = 1"),
        bad("config-toml-duplicate-member", TOML, "a = 1\na = 2"),
        bad("config-toml-number-of-60000-digits", TOML, "a = " + "9".repeat(60_000)),
        refused("config-huge", "a wrangler.toml of 20 MiB in 20 KiB", "config-malformed", TOML,
            () -> Hello.with(Bombs.zeros(TOML, 20)).bytes()),
        asking("config-asks-for-another-worker",
            "{\"name\": \"a\", \"services\": [{\"binding\": \"B\", \"service\": \"b\"}]}"),
        asking("config-asks-for-a-class-of-another-worker",
            "{\"durable_objects\": {\"bindings\": [{\"name\": \"B\", \"class_name\": \"B\","
                + " \"script_name\": \"b\"}]}}"),
        asking("config-asks-for-a-database", "{\"d1_databases\": [{\"binding\": \"DB\"}]}"),
        accepted("config-with-comments", "a wrangler.jsonc as people write it",
            () -> Hello.with(deflated(JSONC,
                "// mine\n{\"name\": \"a\", /* why */ \"vars\": {\"A\": \"b\",},}")).bytes()),
        accepted("config-in-toml", "a wrangler.toml as people write it",
            () -> Hello.with(deflated(TOML,
                "# mine\r\nname = \"a\"\r\n[vars]\r\nA = '''b\nc'''\r\n")).bytes()));
  }

  private static SampleZip bad(String sample, String name, String text) {
    return refused(sample, "a configuration that is not good: " + sample.replace('-', ' '),
        "config-malformed", name, () -> Hello.with(deflated(name, text)).bytes());
  }

  private static SampleZip asking(String sample, String json) {
    return refused(sample, "a configuration for what nobody gets: " + sample.replace('-', ' '),
        "binding-unavailable", JSONC, () -> Hello.with(deflated(JSONC, json)).bytes());
  }
}
