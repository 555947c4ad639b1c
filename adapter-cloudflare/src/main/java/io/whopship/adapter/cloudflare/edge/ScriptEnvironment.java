package io.whopship.adapter.cloudflare.edge;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.whopship.adapter.cloudflare.dispatch.Dispatcher;
import io.whopship.adapter.cloudflare.upload.ScriptBinding;
import io.whopship.ports.model.artifact.Binding;
import io.whopship.ports.model.rollout.ReleaseName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a script finds in its environment. A variable of the app wins over a text of the artifact,
 * and nothing else: storage is not to be replaced by a text. Variables are kept as secrets, which
 * nobody can read back from Cloudflare.
 */
final class ScriptEnvironment {

  private ScriptEnvironment() {}

  static List<ScriptBinding> of(ReleaseName release, List<Binding> bindings,
      Map<String, String> variables, AppStores.Given stores, String dispatcher) {
    Stream<ScriptBinding> texts = variables.entrySet()
        .stream()
        .filter(variable -> bindings.stream()
            .filter(binding -> !isText(binding))
            .noneMatch(binding -> binding.name().equals(variable.getKey())))
        .map(variable -> new ScriptBinding(variable.getKey(), "secret_text",
            Map.of("text", variable.getValue())));
    Stream<ScriptBinding> others = bindings.stream()
        .filter(binding -> !(isText(binding) && variables.containsKey(binding.name())))
        .flatMap(binding -> of(release, binding, stores, dispatcher).stream());
    return Stream.concat(texts, others).toList();
  }

  /** The classes of Durable Objects, each once. */
  static List<String> objectClasses(List<Binding> bindings) {
    return bindings.stream()
        .filter(Binding.DurableObject.class::isInstance)
        .map(binding -> ((Binding.DurableObject) binding).className())
        .distinct()
        .toList();
  }

  private static boolean isText(Binding binding) {
    return binding instanceof Binding.Text || binding instanceof Binding.Json;
  }

  /** Empty for what has no value. */
  private static Optional<ScriptBinding> of(ReleaseName release, Binding binding,
      AppStores.Given stores, String dispatcher) {
    return switch (binding) {
      case Binding.Text(String name, String value) ->
        Optional.of(new ScriptBinding(name, "plain_text", Map.of("text", value)));
      case Binding.Json(String name, String json) -> Optional.ofNullable(plain(json))
          .map(value -> new ScriptBinding(name, "json", Map.of("json", value)));
      case Binding.Assets(String name) -> Optional.of(bare(name, "assets"));
      case Binding.Self(String name) ->
        Optional.of(Dispatcher.selfReference(name, dispatcher, release));
      case Binding.KeyValue(String name) -> Optional.of(new ScriptBinding(name, "kv_namespace",
          Map.of("namespace_id", required(stores.keyValues(), name))));
      case Binding.Bucket(String name) -> Optional.of(new ScriptBinding(name, "r2_bucket",
          Map.of("bucket_name", required(stores.buckets(), name))));
      case Binding.DurableObject(String name, String className) -> Optional.of(new ScriptBinding(
          name, "durable_object_namespace", Map.of("class_name", className)));
      case Binding.Images(String name) -> Optional.of(bare(name, "images"));
      case Binding.VersionMetadata(String name) -> Optional.of(bare(name, "version_metadata"));
      case Binding.Unavailable unavailable -> Optional.empty();
    };
  }

  private static ScriptBinding bare(String name, String type) {
    return new ScriptBinding(name, type, Map.of());
  }

  private static String required(Map<String, String> stores, String name) {
    return Optional.ofNullable(stores.get(name))
        .orElseThrow(() -> new IllegalStateException("nothing was allotted for " + name));
  }

  private static @Nullable Object plain(String json) {
    return switch (Json.decodeValue(json)) {
      case JsonObject object -> object.getMap();
      case JsonArray array -> array.getList();
      case null -> null;
      case Object value -> value;
    };
  }
}
