package io.whopship.testkit.cloudflare.scripts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.whopship.testkit.cloudflare.rest.Ask;
import io.whopship.testkit.cloudflare.rest.Envelope;
import io.whopship.testkit.cloudflare.rest.Json;
import io.whopship.testkit.cloudflare.rest.RefusedException;
import io.whopship.testkit.cloudflare.rest.Router;
import io.whopship.testkit.http.Answer;
import java.util.ArrayList;
import java.util.List;

/** What only the scripts of a dispatch namespace have. */
final class NamespaceScriptRoutes {

  static final String SCRIPTS = "/accounts/{account}/workers/dispatch/namespaces/{namespace}/scripts";
  private static final String ONE = SCRIPTS + "/{script}";

  private final Namespaces namespaces;

  NamespaceScriptRoutes(Namespaces namespaces) {
    this.namespaces = namespaces;
  }

  void addTo(Router router) {
    router.needing(ScriptsApi.PERMISSION)
        .on("GET", ONE, this::get)
        .on("GET", ONE + "/tags", ask -> Envelope.ok(Json.strings(script(ask).tags())))
        .on("PUT", ONE + "/tags", this::putAll)
        .on("PUT", ONE + "/tags/{tag}", this::put)
        .on("DELETE", ONE + "/tags/{tag}", this::delete);
  }

  private Script script(Ask ask) {
    return namespaces.of(ask).script(ask.path("script"));
  }

  /** Wrangler takes no other code than 10092 for a script that is new. */
  private Answer get(Ask ask) {
    Script script = namespaces.of(ask).scripts().get(ask.path("script"));
    if (script == null) {
      throw new RefusedException(404, 10092, "workers.api.error.environment_not_found");
    }
    ObjectNode json = Json.object()
        .put("dispatch_namespace", script.namespace())
        .put("created_on", script.createdOn().toString())
        .put("modified_on", script.modifiedOn().toString());
    json.set("script", ScriptJson.summary(script));
    return Envelope.ok(json);
  }

  private Answer putAll(Ask ask) {
    List<String> tags = new ArrayList<>();
    JsonNode body = ask.json();
    if (!body.isArray()) {
      throw new RefusedException(400, 10026, "The request body must be a JSON array.");
    }
    body.forEach(tag -> tags.add(tag.asText()));
    return tagged(ask, tags);
  }

  private Answer put(Ask ask) {
    List<String> tags = new ArrayList<>(script(ask).tags());
    if (!tags.contains(ask.path("tag"))) {
      tags.add(ask.path("tag"));
    }
    return tagged(ask, tags);
  }

  private Answer tagged(Ask ask, List<String> tags) {
    Upload.checkTags(tags);
    script(ask).tag(tags);
    return Envelope.ok(Json.strings(tags));
  }

  private Answer delete(Ask ask) {
    List<String> tags = new ArrayList<>(script(ask).tags());
    tags.remove(ask.path("tag"));
    script(ask).tag(tags);
    return Envelope.done();
  }
}
