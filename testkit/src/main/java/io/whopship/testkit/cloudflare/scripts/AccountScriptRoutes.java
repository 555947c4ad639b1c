package io.whopship.testkit.cloudflare.scripts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.whopship.testkit.cloudflare.rest.Ask;
import io.whopship.testkit.cloudflare.rest.Envelope;
import io.whopship.testkit.cloudflare.rest.Json;
import io.whopship.testkit.cloudflare.rest.RefusedException;
import io.whopship.testkit.cloudflare.rest.Router;
import io.whopship.testkit.http.Answer;
import java.time.InstantSource;

/** What only the scripts of the account have: versions, deployments, {@code workers.dev}. */
final class AccountScriptRoutes {

  static final String SCRIPTS = "/accounts/{account}/workers/scripts";
  private static final String ONE = SCRIPTS + "/{script}";
  private static final String WORKERS = "/accounts/{account}/workers";

  private final Namespaces namespaces;
  private final ScriptUploads uploads;
  private final InstantSource clock;

  AccountScriptRoutes(Namespaces namespaces, ScriptUploads uploads, InstantSource clock) {
    this.namespaces = namespaces;
    this.uploads = uploads;
    this.clock = clock;
  }

  void addTo(Router router) {
    router.needing(ScriptsApi.PERMISSION)
        .on("GET", ONE, ask -> ScriptRoutes.content(script(ask)))
        .on("GET", WORKERS + "/services/{script}", this::service)
        .on("GET", WORKERS + "/workers/{script}", ask -> Envelope.ok(worker(script(ask))))
        .on("GET", WORKERS + "/subdomain",
            ask -> Envelope.ok(Json.object().put("subdomain", "fake")))
        .on("POST", ONE + "/versions",
            ask -> Envelope.ok(ScriptJson.version(uploads.version(ask, script(ask)))))
        .on("GET", ONE + "/versions", this::versions)
        .on("GET", ONE + "/versions/{version}",
            ask -> Envelope.ok(ScriptJson.version(version(ask, ask.path("version")))))
        .on("GET", ONE + "/deployments", this::deployments)
        .on("POST", ONE + "/deployments", this::deploy)
        .on("GET", ONE + "/subdomain", ask -> Envelope.ok(subdomain(script(ask))))
        .on("POST", ONE + "/subdomain", this::changeSubdomain)
        .on("GET", ONE + "/script-settings", ask -> Envelope.ok(settings(script(ask))))
        .on("PATCH", ONE + "/script-settings", this::changeSettings)
        .on("PUT", ONE + "/schedules", this::schedule)
        .on("POST", ONE + "/domains/changeset", this::noDomainChanges)
        .on("PUT", ONE + "/domains/records", ask -> Envelope.ok(ask.object().path("origins")));
  }

  private Script script(Ask ask) {
    return namespaces.get("").script(ask.path("script"));
  }

  private Script.Version version(Ask ask, String id) {
    Script.Version version = script(ask).versions().get(id);
    if (version == null) {
      throw new RefusedException(404, 100146, "The version '" + id + "' was not found.");
    }
    return version;
  }

  private Answer service(Ask ask) {
    Script script = namespaces.get("").scripts().get(ask.path("script"));
    if (script == null) {
      throw new RefusedException(404, 10090, "This service does not exist on your account.");
    }
    ObjectNode environment = Json.object()
        .put("environment", "production")
        .put("created_on", script.createdOn().toString())
        .put("modified_on", script.modifiedOn().toString());
    environment.set("script", ScriptJson.summary(script));
    ObjectNode json = Json.object()
        .put("id", script.name())
        .put("created_on", script.createdOn().toString())
        .put("modified_on", script.modifiedOn().toString())
        .put("usage_model", "standard");
    json.set("default_environment", environment);
    json.putArray("environments").add(environment);
    return Envelope.ok(json);
  }

  private static ObjectNode worker(Script script) {
    ObjectNode json = Json.object()
        .put("id", script.tag())
        .put("name", script.name())
        .put("created_on", script.createdOn().toString())
        .put("updated_on", script.modifiedOn().toString())
        .put("deployed_on", script.modifiedOn().toString())
        .put("logpush", false);
    json.set("observability", script.settings().path("observability").isObject()
        ? script.settings().get("observability")
        : Json.object().put("enabled", false));
    json.set("subdomain", subdomain(script)
        .put("url", "https://" + script.name() + ".fake.workers.dev")
        .put("preview_url_suffix", "-" + script.name() + ".fake.workers.dev"));
    json.set("tags", Json.strings(script.tags()));
    json.putArray("tail_consumers");
    ObjectNode references = json.putObject("references");
    for (String kind : new String[]{"dispatch_namespace_outbounds", "domains", "durable_objects",
        "queues", "workers"}) {
      references.putArray(kind);
    }
    return json;
  }

  private Answer versions(Ask ask) {
    ObjectNode result = Json.object();
    result.set("items", Json.array(script(ask).versions()
        .values()
        .stream()
        .map(ScriptJson::version)
        .toList()
        .reversed()));
    return Envelope.ok(result);
  }

  private Answer deployments(Ask ask) {
    ObjectNode result = Json.object();
    result.set("deployments", Json.array(script(ask).deployments()));
    return Envelope.ok(result);
  }

  private Answer deploy(Ask ask) {
    JsonNode wanted = ask.object().path("versions");
    int sum = 0;
    for (JsonNode each : wanted) {
      sum += each.path("percentage").intValue();
    }
    if (wanted.isEmpty() || wanted.size() > 2 || sum != 100) {
      throw new RefusedException(400, 10026,
          "A deployment has 1 or 2 versions that make 100 %, but this has " + wanted.size()
              + " that make " + sum + " %.");
    }
    wanted.forEach(each -> version(ask, each.path("version_id").asText()));
    ObjectNode deployment = Deployment.of(wanted, ask.object().path("annotations").isObject()
        ? ask.object().get("annotations")
        : Json.object(), clock.instant());
    script(ask).deploy(deployment, version(ask, wanted.get(0).path("version_id").asText()),
        clock.instant());
    return Envelope.ok(deployment);
  }

  private static ObjectNode subdomain(Script script) {
    return Json.object()
        .put("enabled", script.subdomain().enabled())
        .put("previews_enabled", script.subdomain().previews());
  }

  private Answer changeSubdomain(Ask ask) {
    Script script = script(ask);
    JsonNode body = ask.object();
    script.answerAt(new Script.Subdomain(body.path("enabled").asBoolean(),
        body.path("previews_enabled").asBoolean(body.path("enabled").asBoolean())));
    return Envelope.ok(subdomain(script));
  }

  private static ObjectNode settings(Script script) {
    ObjectNode all = script.settings();
    ObjectNode json = Json.object().put("logpush", all.path("logpush").asBoolean());
    json.set("tags", Json.strings(script.tags()));
    json.set("observability", all.path("observability").isObject()
        ? all.get("observability")
        : Json.object().put("enabled", false));
    return json;
  }

  private Answer changeSettings(Ask ask) {
    script(ask).changeSettings(ask.object());
    return Envelope.ok(settings(script(ask)));
  }

  private Answer schedule(Ask ask) {
    script(ask);
    ObjectNode result = Json.object();
    result.set("schedules", ask.json());
    return Envelope.ok(result);
  }

  private Answer noDomainChanges(Ask ask) {
    script(ask);
    ObjectNode result = Json.object();
    for (String kind : new String[]{"added", "removed", "updated", "conflicting"}) {
      result.putArray(kind);
    }
    return Envelope.ok(result);
  }
}
