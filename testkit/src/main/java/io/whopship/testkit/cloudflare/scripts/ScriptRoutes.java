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
import io.whopship.testkit.http.Part;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Scripts, in a dispatch namespace and of the account: what both have. */
final class ScriptRoutes {

  private static final int PAGE = 100;
  private static final int LONGEST_PAGE = 1_000;
  private static final int STARTUP_MILLIS = 7;

  private final Namespaces namespaces;
  private final ScriptUploads uploads;
  private final AssetSessions assets;

  ScriptRoutes(Namespaces namespaces, ScriptUploads uploads, AssetSessions assets) {
    this.namespaces = namespaces;
    this.uploads = uploads;
    this.assets = assets;
  }

  /** Adds routes below a path, which is that of their list. */
  void addTo(Router router, String scripts) {
    String one = scripts + "/{script}";
    router.needing(ScriptsApi.PERMISSION)
        .on("GET", scripts, this::list)
        .on("DELETE", scripts, this::deleteTagged)
        .on("PUT", one, ask -> Envelope
            .ok(ScriptJson.uploaded(uploads.put(ask, namespaces.of(ask)), STARTUP_MILLIS)))
        .on("DELETE", one, this::delete)
        .on("GET", one + "/content", ask -> content(script(ask)))
        .on("GET", one + "/settings", ask -> Envelope.ok(ScriptJson.settings(script(ask))))
        .on("PATCH", one + "/settings", this::change)
        .on("GET", one + "/bindings",
            ask -> Envelope.ok(ScriptJson.bindings(script(ask).current())))
        .on("POST", one + "/assets-upload-session", this::openSession);
  }

  private Script script(Ask ask) {
    return namespaces.of(ask).script(ask.path("script"));
  }

  private Answer openSession(Ask ask) {
    ObjectNode result = assets.open(namespaces.of(ask).name(), ask.path("script"), ask.object());
    return Envelope.assets(result.path("buckets").isEmpty() ? 200 : 201, result);
  }

  private Answer list(Ask ask) {
    List<Script> matching = tagged(ask);
    String after = ask.query("cursor").orElse("");
    int limit = Math.clamp(ask.number("limit", PAGE), 1, LONGEST_PAGE);
    List<Script> page = matching.stream()
        .filter(script -> script.name().compareTo(after) > 0)
        .limit(limit)
        .toList();
    boolean more = !page.isEmpty()
        && matching.getLast().name().compareTo(page.getLast().name()) > 0;
    return Envelope.page(Json.array(page.stream().map(ScriptJson::summary).toList()),
        Json.object()
            .put("count", page.size())
            .put("cursor", more ? page.getLast().name() : ""));
  }

  /** {@code tags=a:yes,b:no}: that have a, and not b. */
  private List<Script> tagged(Ask ask) {
    List<String> with = new ArrayList<>();
    List<String> without = new ArrayList<>();
    for (String condition : ask.query("tags")
        .filter(text -> !text.isEmpty())
        .orElse("")
        .split(",", 0)) {
      if (condition.endsWith(":yes")) {
        with.add(condition.substring(0, condition.length() - 4));
      } else if (condition.endsWith(":no")) {
        without.add(condition.substring(0, condition.length() - 3));
      } else if (!condition.isEmpty()) {
        throw new RefusedException(400, 10026,
            "The tag '" + condition + "' must be followed by ':yes' or ':no'.");
      }
    }
    return namespaces.of(ask).scripts().values().stream().filter(script -> {
      List<String> tags = script.tags();
      return tags.containsAll(with) && without.stream().noneMatch(tags::contains);
    }).toList();
  }

  private Answer deleteTagged(Ask ask) {
    if (ask.query("tags").isEmpty()) {
      throw new RefusedException(400, 10026, "The query must have 'tags'.");
    }
    tagged(ask).forEach(script -> namespaces.of(ask).scripts().remove(script.name()));
    return Envelope.done();
  }

  private Answer delete(Ask ask) {
    namespaces.of(ask).scripts().remove(script(ask).name());
    return Envelope.done();
  }

  private Answer change(Ask ask) {
    Script script = script(ask);
    if (!ask.request().isForm()) {
      throw new RefusedException(400, 10001, "Content-Type must be multipart/form-data.");
    }
    JsonNode settings = ask.parts()
        .stream()
        .filter(part -> part.name().equals("settings"))
        .findFirst()
        .flatMap(part -> Json.parse(part.bytes()))
        .orElseThrow(() -> new RefusedException(400, 10026,
            "The form must have a part 'settings' of JSON."));
    ObjectNode changes = (ObjectNode) settings;
    if (changes.path("tags").isArray()) {
      List<String> tags = new ArrayList<>();
      changes.path("tags").forEach(tag -> tags.add(tag.asText()));
      Upload.checkTags(tags);
    }
    script.changeSettings(changes);
    if (changes.path("bindings") instanceof ArrayNode bindings) {
      SecretRoutes.merge(script, bindings);
    }
    return Envelope.ok(ScriptJson.settings(script));
  }

  /** One module alone as it is, several as a form. */
  static Answer content(Script script) {
    List<Part> modules = script.modules();
    if (modules.size() == 1) {
      return Answer.of(200, modules.getFirst().contentType().orElse("application/javascript"),
          modules.getFirst().bytes());
    }
    String boundary = "fake-" + script.versionId();
    StringBuilder form = new StringBuilder();
    for (Part module : modules) {
      form.append("--")
          .append(boundary)
          .append("\r\nContent-Disposition: form-data; name=\"")
          .append(module.name())
          .append("\"; filename=\"")
          .append(module.name())
          .append("\"\r\nContent-Type: ")
          .append(module.contentType().orElse("text/plain"))
          .append("\r\n\r\n")
          .append(new String(module.bytes(), StandardCharsets.ISO_8859_1))
          .append("\r\n");
    }
    form.append("--").append(boundary).append("--\r\n");
    return Answer.of(200, "multipart/form-data; boundary=" + boundary,
        form.toString().getBytes(StandardCharsets.ISO_8859_1));
  }
}
