package io.whopship.testkit.cloudflare.scripts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.whopship.testkit.cloudflare.rest.RefusedException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What a script finds in its environment: whether it is there, and what it keeps of before. */
final class Bindings {

  private static final int MOST_VARIABLES = 128;
  private static final int LONGEST_VARIABLE = 5 * 1024;
  private static final Set<String> VARIABLES = Set.of("plain_text", "json");
  static final Set<String> SECRETS = Set.of("secret_text", "secret_key");

  private final Predicate<String> kvNamespaces;
  private final Predicate<String> buckets;
  private final Namespaces namespaces;

  Bindings(Predicate<String> kvNamespaces, Predicate<String> buckets, Namespaces namespaces) {
    this.kvNamespaces = kvNamespaces;
    this.buckets = buckets;
    this.namespaces = namespaces;
  }

  /** Those of an upload, with those it inherits or keeps of the version before. */
  List<ObjectNode> resolve(Upload upload, List<ObjectNode> before, boolean strict, String script) {
    List<ObjectNode> bindings = new ArrayList<>();
    Set<String> named = new HashSet<>();
    for (JsonNode each : upload.bindings()) {
      ObjectNode binding = (ObjectNode) each;
      String name = binding.path("name").asText();
      named.add(name);
      if (binding.path("type").asText().equals("inherit")) {
        Optional<ObjectNode> inherited = inherited(binding, before);
        if (inherited.isEmpty() && strict) {
          throw new RefusedException(400, 10057, "inherit binding '" + name + "' is invalid");
        }
        inherited.ifPresent(bindings::add);
      } else {
        check(binding, upload, script);
        bindings.add(binding);
      }
    }
    Set<String> kept = new HashSet<>();
    upload.metadata().path("keep_bindings").forEach(type -> kept.add(type.asText()));
    before.stream()
        .filter(binding -> kept.contains(binding.path("type").asText())
            && !named.contains(binding.path("name").asText()))
        .forEach(bindings::add);
    checkVariables(bindings);
    return bindings;
  }

  private static Optional<ObjectNode> inherited(ObjectNode binding, List<ObjectNode> before) {
    String name = binding.path("name").asText();
    String old = binding.path("old_name").asText(name);
    return before.stream()
        .filter(candidate -> candidate.path("name").asText().equals(old))
        .findFirst()
        .map(found -> found.deepCopy().put("name", name));
  }

  private void check(ObjectNode binding, Upload upload, String script) {
    String name = binding.path("name").asText();
    if (name.isEmpty()) {
      throw new RefusedException(400, 10052, "A binding has no name.");
    }
    switch (binding.path("type").asText()) {
      case "kv_namespace" -> require(kvNamespaces, binding, "namespace_id", 10041, "KV namespace");
      case "r2_bucket" -> require(buckets, binding, "bucket_name", 10085, "R2 bucket");
      case "dispatch_namespace" ->
        require(namespaces::contains, binding, "namespace", 100119, "Dispatch namespace");
      case "service" ->
        require(service -> service.equals(script) || namespaces.get("")
            .scripts()
            .containsKey(service), binding, "service", 10144, "Service");
      case "durable_object_namespace" -> {
        String className = binding.path("class_name").asText();
        if (!binding.has("script_name") && !upload.mentions(className)) {
          throw new RefusedException(400, 10061, "Cannot create binding for class '" + className
              + "' because it is not exported by the script.");
        }
      }
      case "" -> throw new RefusedException(400, 10021,
          "The binding '" + name + "' has no type.");
      default -> {
        // this account holds nothing that such a binding could miss
      }
    }
  }

  private static void require(Predicate<String> there, ObjectNode binding, String field, int code,
      String kind) {
    String target = binding.path(field).asText();
    if (!there.test(target)) {
      throw new RefusedException(400, code, kind + " '" + target + "' of the binding '"
          + binding.path("name").asText() + "' was not found.");
    }
  }

  private static void checkVariables(List<ObjectNode> bindings) {
    List<ObjectNode> variables = bindings.stream()
        .filter(binding -> VARIABLES.contains(binding.path("type").asText()))
        .toList();
    if (variables.size() > MOST_VARIABLES) {
      throw new RefusedException(400, 10055, "A script may have " + MOST_VARIABLES
          + " variables, but there are " + variables.size() + ".");
    }
    for (ObjectNode variable : variables) {
      String value = variable.path("text").asText(variable.path("json").toString());
      if (value.length() > LONGEST_VARIABLE) {
        throw new RefusedException(400, 10054, "The variable '" + variable.path("name").asText()
            + "' has more than 5 KB: " + value.length() + " characters.");
      }
    }
  }

  /** Without the values of secrets, which nobody gets back. */
  static ObjectNode shown(ObjectNode binding) {
    if (!SECRETS.contains(binding.path("type").asText())) {
      return binding;
    }
    ObjectNode shown = binding.deepCopy();
    shown.remove(List.of("text", "key_base64", "key_jwk"));
    return shown;
  }
}
