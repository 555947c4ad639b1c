package io.whopship.adapter.http;

import static io.whopship.ports.driven.RateLimits.Kind.OTHER;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.HttpStatus;
import io.whopship.ports.driven.Checkable.Check;
import io.whopship.ports.driving.IssueToken;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.identity.OwnerId;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The server itself: who it is, how it is, and who may come in. */
final class ServerEndpoints {

  private static final String DOCUMENT = "openapi.yaml";

  private final IssueToken tokens;
  private final Health health;
  private final Drain drain;
  private final Gate gate;

  ServerEndpoints(IssueToken tokens, Health health, Drain drain, Gate gate) {
    this.tokens = tokens;
    this.health = health;
    this.drain = drain;
    this.gate = gate;
  }

  List<Endpoint> all() {
    return List.of(
        Endpoint.get("/", request -> index()),
        Endpoint.get("/openapi.yaml", request -> document()),
        Endpoint.get("/healthz", request -> health()),
        Endpoint.get("/readyz", request -> readiness()),
        Endpoint.post("/tokens", gate.guard(OTHER, this::issueToken)));
  }

  private static Answer index() {
    return Answer.json(HttpStatus.OK, Json.object()
        .put("name", "WhopShip")
        .put("description", "Turns a built Next.js app, sent as one zip, into a live site")
        .put("start", "POST /deployments")
        .put("health", "/healthz")
        .put("openapi", "/openapi.yaml"));
  }

  private static Answer document() {
    return new Answer.Written("application/yaml", out -> {
      try (InputStream document = Objects.requireNonNull(
          ServerEndpoints.class.getResourceAsStream(DOCUMENT), DOCUMENT)) {
        document.transferTo(out);
      }
    });
  }

  private Answer readiness() {
    String word = drain.readiness();
    return Answer.json(word.equals("ready") ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE,
        Json.object().put("status", word));
  }

  private Answer health() {
    Map<String, Check> parts = health.parts();
    boolean usable = parts.values().stream().allMatch(ServerEndpoints::isUsable);
    ObjectNode json = Json.object().put("status", word(usable));
    ObjectNode shown = json.putObject("parts");
    parts.forEach((name, check) -> shown.putObject(name).put("status", word(isUsable(check))));
    return Answer.json(usable ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE, json);
  }

  private static boolean isUsable(Check check) {
    return check instanceof Check.Usable;
  }

  private static String word(boolean usable) {
    return usable ? "ok" : "unavailable";
  }

  private Answer issueToken(Caller caller, Request request) {
    JsonBody body = request.json();
    OwnerId owner = body.value("owner", OwnerId::new);
    boolean admin = body.flag("admin", false);
    return switch (tokens.issue(caller, owner, admin)) {
      case IssueToken.Outcome.Issued issued ->
        Answer.json(HttpStatus.CREATED, Json.object().put("token", issued.token().reveal()));
      case IssueToken.Outcome.NotAllowed n -> Problem.forbidden("Only admins may issue tokens");
    };
  }
}
