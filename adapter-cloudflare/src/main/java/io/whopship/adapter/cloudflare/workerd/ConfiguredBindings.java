package io.whopship.adapter.cloudflare.workerd;

import static io.whopship.adapter.cloudflare.workerd.CapnpText.quote;

import io.vertx.core.json.JsonObject;
import io.whopship.ports.model.artifact.Binding;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a release finds in its environment, as its configuration says it. A variable of the app wins
 * over a text of the artifact, and nothing else: storage is not to be replaced by a text.
 */
final class ConfiguredBindings {

  private final PlacedRelease release;
  private final Map<String, String> variables;
  private final List<Binding> bindings;
  private final StorageDoor storage;

  ConfiguredBindings(PlacedRelease release, StorageDoor storage) {
    this.release = release;
    this.variables = release.manifest().variables();
    this.bindings = release.manifest().bindings();
    this.storage = storage;
  }

  /** The list of bindings. */
  String list() {
    Stream<String> texts = variables.entrySet()
        .stream()
        .filter(variable -> bindings.stream()
            .filter(binding -> !isText(binding))
            .noneMatch(binding -> binding.name().equals(variable.getKey())))
        .map(variable -> binding(variable.getKey(), "text = " + quote(variable.getValue())));
    Stream<String> others = bindings.stream()
        .filter(binding -> !(isText(binding) && variables.containsKey(binding.name())))
        .flatMap(binding -> value(binding).stream()
            .map(value -> binding(binding.name(), value)));
    return Stream.concat(texts, others).collect(Collectors.joining());
  }

  private static boolean isText(Binding binding) {
    return binding instanceof Binding.Text || binding instanceof Binding.Json;
  }

  private static String binding(String name, String value) {
    return "    (name = %s, %s),\n".formatted(quote(name), value);
  }

  /** Empty for what this edge has not got. */
  private Optional<String> value(Binding binding) {
    return switch (binding) {
      case Binding.Text(String name, String value) -> Optional.of("text = " + quote(value));
      case Binding.Json(String name, String json) -> Optional.of("json = " + quote(json));
      case Binding.Assets assets ->
        Optional.of("service = (name = \"assets\", entrypoint = \"AssetsBinding\")");
      case Binding.Self self -> Optional.of("service = \"user\"");
      case Binding.KeyValue store -> Optional.of("kvNamespace = " + quote(serviceOf(store)));
      case Binding.Bucket bucket -> Optional.of("r2Bucket = " + quote(serviceOf(bucket)));
      case Binding.DurableObject(String name, String className) ->
        Optional.of("durableObjectNamespace = " + quote(className));
      case Binding.VersionMetadata metadata ->
        Optional.of("json = " + quote(versionMetadata().encode()));
      case Binding.Images images -> Optional.empty();
      case Binding.Unavailable unavailable -> Optional.empty();
    };
  }

  private JsonObject versionMetadata() {
    return new JsonObject().put("id", release.versionId())
        .put("tag", release.name().deployment().toString())
        .put("timestamp", release.placedAt().toString());
  }

  /** The stores, which are services of another process. */
  String services() {
    return bindings.stream()
        .filter(binding -> binding instanceof Binding.KeyValue || binding instanceof Binding.Bucket)
        .map(store -> """
                (name = %s, external = (address = %s, http = (
                  injectRequestHeaders = [(name = %s, value = %s)]))),
            """.formatted(quote(serviceOf(store)), quote(storage.address()),
            quote(StorageDoor.HEADER), quote(storage.key(release.name().app(), store))))
        .collect(Collectors.joining());
  }

  private static String serviceOf(Binding store) {
    return "store " + store.name();
  }

  /** The classes whose objects are kept, each once. */
  String durableObjectClasses() {
    return bindings.stream()
        .filter(Binding.DurableObject.class::isInstance)
        .map(binding -> ((Binding.DurableObject) binding).className())
        .distinct()
        .map(name -> "    (className = %s, uniqueKey = %s, enableSql = true),\n"
            .formatted(quote(name), quote(name)))
        .collect(Collectors.joining());
  }
}
