package io.whopship.adapter.zip;

import com.fasterxml.jackson.databind.JsonNode;
import io.whopship.ports.model.artifact.Binding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a worker asks for by name, in the words of a wrangler configuration. Ids, names of buckets
 * and the like are not even looked at: they may be somebody else's.
 */
final class BindingMembers {

  /** As OpenNext calls the worker itself; understood even where the worker has no name. */
  private static final String SELF = "WORKER_SELF_REFERENCE";

  /** Kinds that are not offered here: lists of objects, or one object, that have a binding. */
  private static final List<String> OTHERS = List.of("d1_databases", "vectorize", "hyperdrive",
      "analytics_engine_datasets", "dispatch_namespaces", "mtls_certificates", "workflows",
      "pipelines", "secrets_store_secrets", "worker_loaders", "vpc_services", "ratelimits",
      "send_email", "ai", "browser", "media", "stream", "ai_search", "vpc_networks");

  /** Kinds that are not offered here, with their bindings one level further down. */
  private static final Map<String, String> NESTED = Map.of("queues", "producers", "unsafe",
      "bindings", "logfwdr", "bindings");

  private BindingMembers() {}

  static List<Binding> read(JsonMember root) {
    String self = root.member("name").text();
    List<Binding> bindings = new ArrayList<>();
    addOne(root.member("assets"), Binding.Assets::new, bindings);
    root.member("vars")
        .members()
        .forEach((name, member) -> bindings.add(variable(name, member.node())));
    addEach(root.member("kv_namespaces"), Binding.KeyValue::new, bindings);
    addEach(root.member("r2_buckets"), Binding.Bucket::new, bindings);
    root.member("durable_objects")
        .member("bindings")
        .items()
        .forEach(member -> bindings.add(durableObject(member, self)));
    root.member("services").items().forEach(member -> bindings.add(service(member, self)));
    addOne(root.member("images"), Binding.Images::new, bindings);
    addOne(root.member("version_metadata"), Binding.VersionMetadata::new, bindings);
    OTHERS.forEach(kind -> addUnavailable(kind, root.member(kind), bindings));
    NESTED.forEach(
        (kind, within) -> addUnavailable(kind, root.member(kind).member(within), bindings));
    return bindings;
  }

  private static Binding variable(String name, JsonNode value) {
    return value.isTextual()
        ? new Binding.Text(name, value.textValue())
        : new Binding.Json(name, value.toString());
  }

  private static void addEach(JsonMember list, Function<String, Binding> kind,
      List<Binding> bindings) {
    for (JsonMember item : list.items()) {
      bindings.add(kind.apply(item.member("binding").requiredText()));
    }
  }

  private static void addOne(JsonMember member, Function<String, Binding> kind,
      List<Binding> bindings) {
    String name = member.member("binding").text();
    if (name != null) {
      bindings.add(kind.apply(name));
    }
  }

  private static Binding durableObject(JsonMember member, @Nullable String self) {
    String name = member.member("name").requiredText();
    String className = member.member("class_name").requiredText();
    String script = member.member("script_name").text();
    return script == null || script.equals(self)
        ? new Binding.DurableObject(name, className)
        : new Binding.Unavailable(name, "a class of another script is not offered here");
  }

  private static Binding service(JsonMember member, @Nullable String self) {
    String name = member.member("binding").requiredText();
    String service = member.member("service").requiredText();
    boolean isSelf = self == null ? name.equals(SELF) : service.equals(self);
    if (!isSelf) {
      return new Binding.Unavailable(name, OneLine.of("the service '" + service
          + "' is another worker than this one, " + (self == null
              ? "which has no name"
              : "'" + self + "'")
          + ", and no other is offered here"));
    }
    return member.member("entrypoint").isAbsent()
        ? new Binding.Self(name)
        : new Binding.Unavailable(name, "an entrypoint of a service is not offered here");
  }

  private static void addUnavailable(String kind, JsonMember member, List<Binding> bindings) {
    List<JsonMember> asked = member.node().isArray()
        ? member.items()
        : member.isAbsent() ? List.of() : List.of(member);
    for (JsonMember each : asked) {
      JsonMember name = each.member("binding");
      bindings.add(new Binding.Unavailable(
          OneLine.of((name.isAbsent() ? each.member("name") : name).requiredText()),
          kind + (member.node().isArray() ? " are" : " is") + " not offered here"));
    }
  }
}
