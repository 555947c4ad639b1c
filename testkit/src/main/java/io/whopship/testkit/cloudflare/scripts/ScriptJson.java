package io.whopship.testkit.cloudflare.scripts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.whopship.testkit.cloudflare.rest.Json;
import java.nio.charset.StandardCharsets;

/** How the API tells of a script. */
final class ScriptJson {

  private ScriptJson() {}

  /** As others name it: in lists, in services, inside of other results. */
  static ObjectNode summary(Script script) {
    Script.Version version = script.current();
    ObjectNode json = Json.object()
        .put("id", script.name())
        .put("tag", script.tag())
        .put("etag", version.etag())
        .put("has_assets", !version.assets().isEmpty())
        .put("has_modules", version.hasModules())
        .put("created_on", script.createdOn().toString())
        .put("modified_on", script.modifiedOn().toString())
        .put("usage_model", "standard")
        .put("last_deployed_from", "wrangler");
    json.putArray("handlers").add("fetch");
    json.set("tags", Json.strings(script.tags()));
    JsonNode settings = script.settings();
    json.put("logpush", settings.path("logpush").asBoolean());
    if (settings.has("compatibility_date")) {
      json.set("compatibility_date", settings.get("compatibility_date"));
    }
    json.set("compatibility_flags", settings.path("compatibility_flags").isArray()
        ? settings.get("compatibility_flags")
        : Json.array());
    if (!script.migrationTag().isEmpty()) {
      json.put("migration_tag", script.migrationTag());
    }
    return json;
  }

  /** What an upload answers. */
  static ObjectNode uploaded(Script script, int startupMillis) {
    ObjectNode json = summary(script)
        .put("deployment_id", script.versionId().replace("-", ""))
        .put("startup_time_ms", startupMillis)
        .put("entry_point",
            Json.parse(script.metadata().getBytes(StandardCharsets.UTF_8))
                .map(metadata -> metadata.path("main_module").asText(""))
                .orElse(""));
    json.putArray("named_handlers");
    json.putObject("placement");
    return json;
  }

  static ObjectNode settings(Script script) {
    ObjectNode json = script.settings();
    json.set("bindings", bindings(script.current()));
    json.put("usage_model", "standard");
    if (!json.has("tags")) {
      json.putArray("tags");
    }
    return json;
  }

  static ArrayNode bindings(Script.Version version) {
    return Json.array(version.bindings().stream().map(Bindings::shown).toList());
  }

  static ObjectNode version(Script.Version version) {
    JsonNode metadata = Json.parse(version.metadata().getBytes(StandardCharsets.UTF_8))
        .orElseGet(Json::object);
    ObjectNode json = Json.object().put("id", version.id()).put("number", version.number());
    json.putObject("metadata")
        .put("created_on", version.createdOn().toString())
        .put("modified_on", version.createdOn().toString())
        .put("source", "wrangler")
        .put("author_id", "fake")
        .put("author_email", "fake@example.com")
        .put("hasPreview", false);
    json.set("annotations", metadata.path("annotations").isObject()
        ? metadata.get("annotations")
        : Json.object());
    ObjectNode resources = json.putObject("resources");
    ObjectNode script = resources.putObject("script").put("etag", version.etag());
    script.putArray("handlers").add("fetch");
    resources.putObject("script_runtime")
        .put("usage_model", "standard")
        .put("compatibility_date", metadata.path("compatibility_date").asText())
        .set("compatibility_flags", metadata.path("compatibility_flags").isArray()
            ? metadata.get("compatibility_flags")
            : Json.array());
    resources.set("bindings", bindings(version));
    return json.put("startup_time_ms", 1);
  }
}
