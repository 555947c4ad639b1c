package io.whopship.adapter.cloudflare.upload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.whopship.adapter.cloudflare.api.Json;
import io.whopship.adapter.cloudflare.workerd.WorkerdBinary;
import io.whopship.adapter.cloudflare.workerd.assets.AssetRules;
import io.whopship.ports.model.artifact.AssetSettings;
import io.whopship.ports.model.artifact.RuntimeSettings;
import io.whopship.ports.model.identity.Secret;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is said of a script beside its modules, with wrangler's members in wrangler's order. Only
 * {@code keep_bindings} is missing: what an app's variables were before, a script must not keep.
 */
final class Metadata {

  /** Of the only migration that a script ever has: the one it begins with. */
  static final String MIGRATION = "v1";

  private final WorkerUpload upload;
  private final ObjectNode json = Json.object();

  /**
   * Without assets.
   *
   * @param begins whether the script is new, and its Durable Objects with it
   */
  Metadata(WorkerUpload upload, boolean begins) {
    this.upload = upload;
    RuntimeSettings runtime = upload.bundle().runtime();
    json.put("main_module", upload.bundle().modules().get(0).name());
    ArrayNode bindings = json.putArray("bindings");
    upload.bindings().forEach(binding -> bindings.add(binding.toJson()));
    json.put("compatibility_date", Objects.requireNonNullElse(runtime.compatibilityDate(),
        WorkerdBinary.NEWEST_COMPATIBILITY_DATE).toString());
    json.set("compatibility_flags", Json.of(runtime.compatibilityFlags()));
    if (begins) {
      ObjectNode migrations = json.putObject("migrations").put("new_tag", MIGRATION);
      migrations.putArray("steps")
          .addObject()
          .set("new_sqlite_classes",
              Json.of(upload.objectClasses()));
    }
    json.set("tags", Json.of(upload.tags()));
  }

  /** With the assets that a token stands for. */
  Metadata assets(Secret token, Map<String, String> rules) {
    AssetSettings settings = upload.bundle().runtime().assets();
    ObjectNode assets = json.putObject("assets").put("jwt", token.reveal());
    ObjectNode config = assets.putObject("config")
        .put("html_handling", settings.htmlHandling().word())
        .put("not_found_handling", settings.notFoundHandling().word());
    config.set("run_worker_first", workerFirst(settings.runWorkerFirst()));
    putIfThere(config, "_redirects", rules.get(AssetRules.REDIRECTS_FILE));
    putIfThere(config, "_headers", rules.get(AssetRules.HEADERS_FILE));
    return this;
  }

  boolean hasMigrations() {
    return json.has("migrations");
  }

  Metadata withoutMigrations() {
    json.remove("migrations");
    return this;
  }

  private static void putIfThere(ObjectNode node, String name,
      @Nullable String text) {
    if (text != null) {
      node.put(name, text);
    }
  }

  private static JsonNode workerFirst(AssetSettings.WorkerFirst setting) {
    return switch (setting) {
      case AssetSettings.WorkerFirst.Never() -> BooleanNode.FALSE;
      case AssetSettings.WorkerFirst.Always() -> BooleanNode.TRUE;
      case AssetSettings.WorkerFirst.Matching(List<String> patterns) -> Json.of(patterns);
    };
  }

  ObjectNode toJson() {
    ObjectNode observability = json.putObject("observability")
        .put("enabled", true)
        .put("head_sampling_rate", 1);
    observability.putObject("logs").put("enabled", true).put("invocation_logs", true);
    return json;
  }
}
