package io.whopship.adapter.cloudflare.workerd;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.whopship.adapter.cloudflare.Sha256;
import io.whopship.ports.model.artifact.Binding;
import io.whopship.ports.model.artifact.WorkerBundle.ModuleType;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a release is, but for its assets: how its process is to be started, at any time after it was
 * placed.
 *
 * @param modules the first is the entry point; the content of each lies under its index
 * @param deploymentId what Next.js calls the build; {@code null} if it has no such name
 * @param builds those whose pages are in its cache, which is one, or none
 */
record ReleaseManifest(LocalDate compatibilityDate, List<String> compatibilityFlags,
    List<StoredModule> modules, Map<String, String> variables, List<Binding> bindings,
    @Nullable String deploymentId, Set<String> builds) {

  /** Raised when servers of this version could not run what an earlier one placed. */
  private static final int FORMAT = 2;

  /** A module, known by the bytes it has. */
  record StoredModule(String name, ModuleType type, String sha256) {}

  ReleaseManifest {
    compatibilityFlags = List.copyOf(compatibilityFlags);
    modules = List.copyOf(modules);
    bindings = List.copyOf(bindings);
    builds = Collections.unmodifiableSet(new TreeSet<>(builds));
    variables = new TreeMap<>(variables);
  }

  /** How this edge calls this very content: the same content has the same id, on any machine. */
  String versionId(byte[] assetsJson) {
    MessageDigest digest = Sha256.start();
    digest.update(toJson().encode().getBytes(StandardCharsets.UTF_8));
    return "version_" + Sha256.hex(digest.digest(assetsJson)).substring(0, 12);
  }

  JsonObject toJson() {
    JsonArray moduleArray = new JsonArray();
    for (StoredModule module : modules) {
      moduleArray.add(new JsonObject().put("name", module.name())
          .put("type", module.type().name())
          .put("sha256", module.sha256()));
    }
    JsonObject variableObject = new JsonObject();
    variables.forEach(variableObject::put);
    return new JsonObject().put("format", FORMAT)
        .put("compatibilityDate", compatibilityDate.toString())
        .put("compatibilityFlags", new JsonArray(compatibilityFlags))
        .put("modules", moduleArray)
        .put("variables", variableObject)
        .put("bindings", BindingJson.write(bindings))
        .put("deploymentId", deploymentId)
        .put("builds", new JsonArray(List.copyOf(builds)));
  }

  /** Throws {@link IllegalArgumentException} if it is of another format. */
  static ReleaseManifest fromJson(JsonObject json) {
    if (json.getInteger("format", 0) != FORMAT) {
      throw new IllegalArgumentException(
          "format must be " + FORMAT + ", but is " + json.getValue("format"));
    }
    List<StoredModule> modules = json.getJsonArray("modules")
        .stream()
        .map(JsonObject.class::cast)
        .map(module -> new StoredModule(module.getString("name"),
            ModuleType.valueOf(module.getString("type")), module.getString("sha256")))
        .toList();
    Map<String, String> variables = new TreeMap<>();
    json.getJsonObject("variables")
        .forEach(variable -> variables.put(variable.getKey(), (String) variable.getValue()));
    return new ReleaseManifest(LocalDate.parse(json.getString("compatibilityDate")),
        json.getJsonArray("compatibilityFlags").stream().map(String.class::cast).toList(), modules,
        variables, BindingJson.read(json.getJsonArray("bindings")), json.getString("deploymentId"),
        texts(json.getJsonArray("builds")));
  }

  private static Set<String> texts(JsonArray array) {
    return array.stream().map(String.class::cast).collect(Collectors.toSet());
  }
}
