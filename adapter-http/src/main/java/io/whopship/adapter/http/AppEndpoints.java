package io.whopship.adapter.http;

import static io.whopship.ports.driven.RateLimits.Kind.OTHER;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.HttpStatus;
import io.whopship.ports.driving.CreateApp;
import io.whopship.ports.driving.DeleteApp;
import io.whopship.ports.driving.FindApp;
import io.whopship.ports.driving.UpdateApp;
import io.whopship.ports.model.Page;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.apps.Subdomain;
import io.whopship.ports.model.apps.Variables;
import io.whopship.ports.model.apps.WhopAppId;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.rollout.RolloutPolicy;
import java.util.List;

/** Apps. */
final class AppEndpoints {

  /** What an app keeps for life. Changes of these are refused: ignored, they would seem done. */
  private static final List<String> FIXED = List.of("id", "whopAppId", "subdomain", "owner",
      "createdAt");

  private final UseCases.ForApps apps;
  private final Gate gate;

  AppEndpoints(UseCases.ForApps apps, Gate gate) {
    this.apps = apps;
    this.gate = gate;
  }

  List<Endpoint> all() {
    return List.of(
        Endpoint.post("/apps", gate.guard(OTHER, this::create)),
        Endpoint.get("/apps", gate.guard(OTHER, this::list)),
        Endpoint.get("/apps/{id}", gate.guard(OTHER, this::find)),
        Endpoint.patch("/apps/{id}", gate.guard(OTHER, this::update)),
        Endpoint.delete("/apps/{id}", gate.guard(OTHER, this::delete)));
  }

  private Answer create(Caller caller, Request request) {
    JsonBody body = request.json();
    WhopAppId whopAppId = body.value("whopAppId", WhopAppId::new);
    String name = body.value("name", App::requireName);
    Subdomain subdomain = body.value("subdomain", Subdomain::new);
    Variables variables = AppJson.variables(body);
    body.refuseIfPresent("rollout", "Comes later: set it by PATCH /apps/:id");
    return switch (apps.create()
        .create(caller, whopAppId, name, subdomain,
            variables == null ? Variables.NONE : variables)) {
      case CreateApp.Outcome.Created created ->
        Answer.created("/apps/" + created.app().id(), json(created.app()));
      case CreateApp.Outcome.WhopAppIdTaken taken ->
        Problem.conflict("An app with this whopAppId already exists")
            .about("whopAppId", "'" + taken.whopAppId() + "' is taken");
      case CreateApp.Outcome.SubdomainTaken taken ->
        Problem.conflict("An app with this subdomain already exists: choose another")
            .about("subdomain", "'" + taken.subdomain() + "' is taken");
      case CreateApp.Outcome.SubdomainReserved reserved -> Problem.invalid("subdomain",
          "'" + reserved.subdomain() + "' is reserved for the platform: choose another");
    };
  }

  private Answer list(Caller caller, Request request) {
    Page.Request asked = request.page();
    Page<App> page = apps.list().list(caller, asked);
    ObjectNode json = Json.object();
    ArrayNode items = json.putArray("apps");
    page.items().forEach(app -> items.add(AppJson.whole(app)));
    return Paging.answer("/apps", asked, page.next(), json);
  }

  private Answer find(Caller caller, Request request) {
    return switch (apps.find().find(caller, request.appId("id"))) {
      case FindApp.Outcome.Found found -> EntityTag.answer(request,
          json(found.app()).put("url", found.siteUrl().toString()));
      case FindApp.Outcome.NoSuchApp n -> Problem.noSuchApp();
      case FindApp.Outcome.NotYours n -> Problem.notYours();
    };
  }

  private Answer update(Caller caller, Request request) {
    JsonBody body = request.json();
    FIXED.forEach(member -> body.refuseIfPresent(member, "Cannot be changed"));
    String name = body.valueIfPresent("name", App::requireName);
    Variables variables = AppJson.variables(body);
    RolloutPolicy rollout = RolloutJson.policy(body);
    if (name == null && variables == null && rollout == null) {
      throw body.refuse("Must have name, variables or rollout");
    }
    return switch (apps.update().update(caller, request.appId("id"), name, variables, rollout)) {
      case UpdateApp.Outcome.Updated updated ->
        Answer.json(HttpStatus.OK, json(updated.app()));
      case UpdateApp.Outcome.NoSuchApp n -> Problem.noSuchApp();
      case UpdateApp.Outcome.NotYours n -> Problem.notYours();
    };
  }

  private Answer delete(Caller caller, Request request) {
    return switch (apps.delete().delete(caller, request.appId("id"))) {
      case DeleteApp.Outcome.Deleted d -> new Answer.Empty();
      case DeleteApp.Outcome.InUse u -> Problem.conflict(
          "A deployment of the app is in progress: wait until it is active or failed");
      case DeleteApp.Outcome.NoSuchApp n -> Problem.noSuchApp();
      case DeleteApp.Outcome.NotYours n -> Problem.notYours();
    };
  }

  private static ObjectNode json(App app) {
    ObjectNode json = Json.object();
    json.set("app", AppJson.whole(app));
    return json;
  }
}
