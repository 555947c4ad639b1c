package io.whopship.adapter.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.apps.Variables;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Apps as the API shows them. */
final class AppJson {

  private AppJson() {}

  /** As beside a deployment. */
  static ObjectNode brief(App app) {
    return Json.object()
        .put("id", app.id().value())
        .put("name", app.name())
        .put("subdomain", app.subdomain().label());
  }

  /** With all that is known of it. */
  static ObjectNode whole(App app) {
    ObjectNode json = brief(app)
        .put("whopAppId", app.whopAppId().value())
        .put("owner", app.owner().value());
    ObjectNode variables = json.putObject("variables");
    app.variables().values().forEach(variables::put);
    json.set("rollout", RolloutJson.policy(app.rollout()));
    return json.put("createdAt", Json.timestamp(app.createdAt()));
  }

  /** From the member {@code variables}; {@code null} if there is none. */
  static @Nullable Variables variables(JsonBody body) {
    JsonBody variables = body.objectIfPresent("variables");
    return variables == null
        ? null
        : body.checked("variables", () -> new Variables(variables.textsExcept(Set.of())));
  }
}
