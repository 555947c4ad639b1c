package io.whopship.adapter.cloudflare.workerd;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.whopship.ports.driven.ArtifactReader.OpenArtifact;
import io.whopship.ports.model.artifact.ArtifactEntry;
import io.whopship.ports.model.artifact.AssetSettings;
import io.whopship.ports.model.artifact.Binding;
import io.whopship.ports.model.artifact.MetaJson;
import io.whopship.ports.model.artifact.RuntimeSettings;
import io.whopship.ports.model.artifact.WorkerBundle;
import io.whopship.ports.model.artifact.WorkerBundle.ModuleType;
import io.whopship.ports.model.artifact.WranglerConfig;
import io.whopship.testkit.FakeArtifact;
import io.whopship.testkit.cloudflare.UploadedScript;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a script is, read back from its upload. */
final class UploadedBundle {

  /** How the names of bindings begin that stand for some that the upload does not have. */
  static final String NOT_BOUND = "not_bound__";

  /** A way of the worker to itself. */
  record SelfReference(String name, JsonObject props) {}

  private final UploadedScript script;
  private final JsonObject metadata;
  private final List<FakeArtifact.Item> items = new ArrayList<>();
  private final List<SelfReference> selfReferences = new ArrayList<>();
  private final Map<String, String> storeIds = new HashMap<>();
  private final WorkerBundle bundle;

  private UploadedBundle(UploadedScript script) {
    this.script = script;
    this.metadata = new JsonObject(script.metadata());
    this.bundle = new WorkerBundle(modules(), assets(), List.of(), runtime());
  }

  static UploadedBundle of(UploadedScript script) {
    return new UploadedBundle(script);
  }

  WorkerBundle bundle() {
    return bundle;
  }

  List<SelfReference> selfReferences() {
    return selfReferences;
  }

  /** What its stores are bound to, by the names of the bindings. */
  Map<String, String> storeIds() {
    return storeIds;
  }

  OpenArtifact open() {
    return new FakeArtifact(items, new MetaJson.Absent(), new WranglerConfig.Absent(), null).open();
  }

  private List<WorkerBundle.Module> modules() {
    String main = metadata.getString("main_module");
    List<WorkerBundle.Module> modules = new ArrayList<>();
    for (UploadedScript.Module module : script.modules()) {
      moduleType(module.contentType()).ifPresent(
          type -> modules.add(module.name().equals(main) ? 0 : modules.size(),
              new WorkerBundle.Module(module.name(), type, entry(module.content()))));
    }
    if (modules.isEmpty()) { // a script of assets alone
      modules.add(new WorkerBundle.Module("none.js", ModuleType.ES_MODULE,
          new WorkerBundle.ModuleSource.Added(
              "export default { fetch: () => new Response(null, { status: 404 }) };")));
    }
    return modules;
  }

  /** Empty for parts of the form that are no modules. */
  private static Optional<ModuleType> moduleType(String contentType) {
    return switch (contentType.split(";", 2)[0].strip()) {
      case "application/javascript+module", "text/javascript+module" ->
        Optional.of(ModuleType.ES_MODULE);
      case "application/javascript" -> Optional.of(ModuleType.COMMON_JS);
      case "application/wasm" -> Optional.of(ModuleType.WASM);
      case "application/octet-stream" -> Optional.of(ModuleType.DATA);
      case "text/plain" -> Optional.of(ModuleType.TEXT);
      case "application/json" -> Optional.of(ModuleType.JSON);
      case "application/source-map" -> Optional.empty();
      default -> throw new IllegalArgumentException("a module has the type " + contentType);
    };
  }

  private List<WorkerBundle.Asset> assets() {
    List<WorkerBundle.Asset> assets = new ArrayList<>();
    script.assets()
        .forEach(
            (path, asset) -> assets.add(new WorkerBundle.Asset(path, entry(asset.content()))));
    JsonObject config = assetConfig();
    for (String rules : List.of("_headers", "_redirects")) {
      if (config.getString(rules) != null) {
        assets.add(new WorkerBundle.Asset("/" + rules,
            entry(config.getString(rules).getBytes(StandardCharsets.UTF_8))));
      }
    }
    return assets;
  }

  private ArtifactEntry entry(byte[] content) {
    ArtifactEntry entry = new ArtifactEntry("part-" + items.size(), ArtifactEntry.Kind.FILE,
        content.length, content.length, false, items.size());
    items.add(new FakeArtifact.Item(entry, content));
    return entry;
  }

  /** With the content types that were uploaded, not those that this machine would give. */
  String withUploadedTypes(String assetsJson) {
    JsonObject json = new JsonObject(assetsJson);
    for (Map.Entry<String, Object> file : json.getJsonObject("files")) {
      UploadedScript.Asset asset = script.assets().get(file.getKey());
      String type = asset == null ? "application/null" : asset.contentType();
      ((JsonObject) file.getValue()).put("type", type.equals("application/null") ? null : type);
    }
    return json.encode();
  }

  private JsonObject assetConfig() {
    return metadata.getJsonObject("assets", new JsonObject())
        .getJsonObject("config", new JsonObject());
  }

  private RuntimeSettings runtime() {
    String date = metadata.getString("compatibility_date");
    return new RuntimeSettings(date == null ? LocalDate.of(2021, 11, 2) : LocalDate.parse(date),
        texts(metadata.getJsonArray("compatibility_flags")), assetSettings(), bindings(), null);
  }

  private static List<String> texts(@Nullable JsonArray array) {
    return array == null ? List.of() : array.stream().map(String.class::cast).toList();
  }

  private AssetSettings assetSettings() {
    JsonObject config = assetConfig();
    String html = config.getString("html_handling", "auto-trailing-slash");
    String notFound = config.getString("not_found_handling", "none");
    AssetSettings.WorkerFirst workerFirst = switch (config.getValue("run_worker_first")) {
      case JsonArray patterns -> new AssetSettings.WorkerFirst.Matching(texts(patterns));
      case Boolean always when always -> new AssetSettings.WorkerFirst.Always();
      case null, default -> new AssetSettings.WorkerFirst.Never();
    };
    return new AssetSettings(workerFirst,
        Arrays.stream(AssetSettings.HtmlHandling.values())
            .filter(it -> it.word().equals(html))
            .findFirst()
            .orElseThrow(),
        Arrays.stream(AssetSettings.NotFoundHandling.values())
            .filter(it -> it.word().equals(notFound))
            .findFirst()
            .orElseThrow());
  }

  private List<Binding> bindings() {
    List<Binding> bindings = new ArrayList<>();
    metadata.getJsonArray("bindings", new JsonArray())
        .forEach(binding -> bindings.add(binding((JsonObject) binding)));
    // what nobody asked for would otherwise be added
    if (bindings.stream().noneMatch(Binding.Assets.class::isInstance)) {
      bindings.add(new Binding.Assets(NOT_BOUND + "assets"));
    }
    if (bindings.stream().noneMatch(Binding.Self.class::isInstance)) {
      bindings.add(new Binding.Self(NOT_BOUND + "self"));
    }
    return bindings;
  }

  private Binding binding(JsonObject binding) {
    String name = binding.getString("name");
    return switch (binding.getString("type")) {
      case "plain_text", "secret_text" -> new Binding.Text(name, binding.getString("text"));
      case "json" ->
        new Binding.Json(name, Json.encode(binding.getValue("json")));
      case "kv_namespace" -> {
        storeIds.put(name, binding.getString("namespace_id"));
        yield new Binding.KeyValue(name);
      }
      case "r2_bucket" -> {
        storeIds.put(name, binding.getString("bucket_name"));
        yield new Binding.Bucket(name);
      }
      case "assets" -> new Binding.Assets(name);
      case "images" -> new Binding.Images(name);
      case "version_metadata" -> new Binding.VersionMetadata(name);
      case "durable_object_namespace" ->
        new Binding.DurableObject(name, binding.getString("class_name"));
      case "service" -> selfReference(name, binding);
      default -> throw new IllegalArgumentException(
          script.name() + " has a binding that cannot be run here: " + binding.encode());
    };
  }

  private Binding selfReference(String name, JsonObject binding) {
    if (!"Self".equals(binding.getString("entrypoint"))) {
      throw new IllegalArgumentException(
          script.name() + " is bound to a service that it is not: " + binding.encode());
    }
    selfReferences.add(new SelfReference(name, binding.getJsonObject("props", new JsonObject())));
    return new Binding.Self(name);
  }
}
