package io.whopship.adapter.http;

import static io.whopship.ports.driven.RateLimits.Kind.OTHER;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.HttpStatus;
import io.whopship.ports.driven.Checkable.Check;
import io.whopship.ports.driving.IssueToken;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.identity.OwnerId;
import java.util.List;
import java.util.Map;

/** The server itself: who it is, how it is, and who may come in. */
final class ServerEndpoints {

  private final UseCases useCases;
  private final Gate gate;

  ServerEndpoints(UseCases useCases, Gate gate) {
    this.useCases = useCases;
    this.gate = gate;
  }

  List<Endpoint> all() {
    return List.of(
        Endpoint.get("/", request -> index()),
        Endpoint.get("/healthz", request -> health()),
        Endpoint.post("/tokens", gate.guard(OTHER, this::issueToken)));
  }

  private static Answer index() {
    return Answer.json(HttpStatus.OK, Json.object()
        .put("name", "WhopShip")
        .put("description", "Takes a built Next.js app as one zip and makes it a live site")
        .put("start", "POST /deployments")
        .put("health", "/healthz"));
  }

  private Answer health() {
    Map<String, Check> parts = useCases.checkHealth().check();
    boolean usable = parts.values().stream().allMatch(Check.Usable.class::isInstance);
    ObjectNode json = Json.object().put("status", word(usable));
    ObjectNode shown = json.putObject("parts");
    parts.forEach((name, check) -> {
      ObjectNode part = shown.putObject(name);
      switch (check) {
        case Check.Usable u -> part.put("status", word(true));
        case Check.Unusable(String reason) ->
          part.put("status", word(false)).put("reason", reason);
      }
    });
    return Answer.json(usable ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE, json);
  }

  private static String word(boolean usable) {
    return usable ? "ok" : "unavailable";
  }

  private Answer issueToken(Caller caller, Request request) {
    JsonBody body = request.json();
    OwnerId owner = body.value("owner", OwnerId::new);
    boolean admin = body.flag("admin", false);
    return switch (useCases.issueToken().issue(caller, owner, admin)) {
      case IssueToken.Outcome.Issued issued ->
        Answer.json(HttpStatus.CREATED, Json.object().put("token", issued.token().reveal()));
      case IssueToken.Outcome.NotAllowed n -> Problem.forbidden("Only admins may issue tokens");
    };
  }
}
