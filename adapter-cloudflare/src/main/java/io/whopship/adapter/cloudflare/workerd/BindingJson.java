package io.whopship.adapter.cloudflare.workerd;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.whopship.ports.model.artifact.Binding;
import java.util.List;

/** How the bindings of a release are written down. */
final class BindingJson {

  private BindingJson() {}

  static JsonArray write(List<Binding> bindings) {
    JsonArray all = new JsonArray();
    bindings.forEach(binding -> all.add(write(binding)));
    return all;
  }

  static List<Binding> read(JsonArray bindings) {
    return bindings.stream().map(JsonObject.class::cast).map(BindingJson::read).toList();
  }

  private static JsonObject write(Binding binding) {
    JsonObject json = new JsonObject().put("name", binding.name());
    return switch (binding) {
      case Binding.Text(String name, String value) -> json.put("kind", "text").put("value", value);
      case Binding.Json(String name, String text) -> json.put("kind", "json").put("value", text);
      case Binding.Assets assets -> json.put("kind", "assets");
      case Binding.Self self -> json.put("kind", "self");
      case Binding.KeyValue keyValue -> json.put("kind", "kv");
      case Binding.Bucket bucket -> json.put("kind", "bucket");
      case Binding.DurableObject(String name, String className) ->
        json.put("kind", "durable-object").put("class", className);
      case Binding.Images images -> json.put("kind", "images");
      case Binding.VersionMetadata metadata -> json.put("kind", "version-metadata");
      case Binding.Unavailable(String name, String reason) -> throw new IllegalArgumentException(
          "an artifact that asks for '" + name + "' should not have come so far: " + reason);
    };
  }

  private static Binding read(JsonObject json) {
    String name = json.getString("name");
    return switch (json.getString("kind")) {
      case "text" -> new Binding.Text(name, json.getString("value"));
      case "json" -> new Binding.Json(name, json.getString("value"));
      case "assets" -> new Binding.Assets(name);
      case "self" -> new Binding.Self(name);
      case "kv" -> new Binding.KeyValue(name);
      case "bucket" -> new Binding.Bucket(name);
      case "durable-object" -> new Binding.DurableObject(name, json.getString("class"));
      case "images" -> new Binding.Images(name);
      case "version-metadata" -> new Binding.VersionMetadata(name);
      default -> throw new IllegalArgumentException(
          "the kind of binding '" + name + "' is unknown: " + json.getString("kind"));
    };
  }
}
