package io.whopship.testkit.cloudflare.scripts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.whopship.testkit.cloudflare.rest.Ask;
import io.whopship.testkit.cloudflare.rest.Envelope;
import io.whopship.testkit.cloudflare.rest.Json;
import io.whopship.testkit.cloudflare.rest.RefusedException;
import io.whopship.testkit.cloudflare.rest.Router;
import io.whopship.testkit.http.Answer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The secrets of a script, whose values nobody gets back. */
final class SecretRoutes {

  private final Namespaces namespaces;
  private final InstantSource clock;

  SecretRoutes(Namespaces namespaces, InstantSource clock) {
    this.namespaces = namespaces;
    this.clock = clock;
  }

  /** Adds routes below a path, which is that of one script. */
  void addTo(Router router, String script) {
    router.needing(ScriptsApi.PERMISSION)
        .on("GET", script + "/secrets", ask -> Envelope.ok(shown(script(ask))))
        .on("PUT", script + "/secrets", this::put)
        .on("GET", script + "/secrets/{secret}", this::get)
        .on("DELETE", script + "/secrets/{secret}", this::delete)
        .on("PATCH", script + "/secrets-bulk", this::putMany);
  }

  private Script script(Ask ask) {
    return namespaces.of(ask).script(ask.path("script"));
  }

  private Answer put(Ask ask) {
    Script script = script(ask);
    ObjectNode secret = secret(ask.object(), ask.text("name"));
    synchronized (script) {
      List<ObjectNode> bindings = without(script, ask.text("name"));
      bindings.add(secret);
      script.rebind(bindings, clock.instant());
    }
    return Envelope.ok(Bindings.shown(secret));
  }

  private Answer get(Ask ask) {
    return Envelope.ok(Bindings.shown(find(script(ask), ask.path("secret")).orElseThrow(
        () -> missing(ask.path("secret")))));
  }

  private Answer delete(Ask ask) {
    Script script = script(ask);
    synchronized (script) {
      if (find(script, ask.path("secret")).isEmpty()) {
        throw missing(ask.path("secret"));
      }
      script.rebind(without(script, ask.path("secret")), clock.instant());
    }
    return Envelope.done();
  }

  /** Null deletes a secret. */
  private Answer putMany(Ask ask) {
    Script script = script(ask);
    synchronized (script) {
      for (Map.Entry<String, JsonNode> entry : ask.object().path("secrets").properties()) {
        List<ObjectNode> bindings = without(script, entry.getKey());
        if (!entry.getValue().isNull()) {
          bindings.add(secret(entry.getValue(), entry.getKey()));
        }
        script.rebind(bindings, clock.instant());
      }
    }
    return Envelope.ok(shown(script));
  }

  /** Bindings that come without a value keep the one they had. */
  static void merge(Script script, ArrayNode wanted) {
    synchronized (script) {
      List<ObjectNode> merged = new ArrayList<>();
      for (JsonNode binding : wanted) {
        String name = binding.path("name").asText();
        boolean keeps = binding.path("type").asText().equals("inherit")
            || (Bindings.SECRETS.contains(binding.path("type").asText()) && !binding.has("text"));
        merged.add(keeps
            ? script.current()
                .bindings()
                .stream()
                .filter(before -> before.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow(() -> missing(name))
            : (ObjectNode) binding);
      }
      script.rebind(merged, script.modifiedOn());
    }
  }

  private static ObjectNode secret(JsonNode body, String name) {
    if (!body.path("text").isTextual()) {
      throw new RefusedException(400, 10026, "The secret '" + name + "' has no 'text'.");
    }
    return Json.object()
        .put("name", name)
        .put("type", "secret_text")
        .put("text", body.path("text").textValue());
  }

  private static List<ObjectNode> without(Script script, String name) {
    return new ArrayList<>(script.current()
        .bindings()
        .stream()
        .filter(binding -> !binding.path("name").asText().equals(name))
        .toList());
  }

  private static ArrayNode shown(Script script) {
    return Json.array(script.current()
        .bindings()
        .stream()
        .filter(binding -> Bindings.SECRETS.contains(binding.path("type").asText()))
        .map(Bindings::shown)
        .toList());
  }

  private static Optional<ObjectNode> find(Script script, String name) {
    return script.current()
        .bindings()
        .stream()
        .filter(binding -> Bindings.SECRETS.contains(binding.path("type").asText()))
        .filter(binding -> binding.path("name").asText().equals(name))
        .findFirst();
  }

  private static RefusedException missing(String name) {
    return new RefusedException(404, 10056, "Binding '" + name + "' not found.");
  }
}
