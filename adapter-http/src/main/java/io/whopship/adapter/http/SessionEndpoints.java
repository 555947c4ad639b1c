package io.whopship.adapter.http;

import static io.whopship.ports.driven.RateLimits.Kind.OTHER;

import io.whopship.ports.driving.Passes;
import io.whopship.ports.model.identity.Caller;
import java.util.List;
import java.util.Map;

/**
 * A cookie for browsers, whose EventSource sends no header. It never allows to change anything, so
 * no other site can make a browser do so.
 */
final class SessionEndpoints {

  static final String COOKIE = "whopship_session";

  private final Passes passes;
  private final Gate gate;
  private final String attributes;

  SessionEndpoints(Passes passes, Gate gate, HttpSettings settings) {
    this.passes = passes;
    this.gate = gate;
    this.attributes = "; Path=/; HttpOnly; SameSite=Strict"
        + (settings.secureCookies() ? "; Secure" : "");
  }

  List<Endpoint> all() {
    return List.of(
        Endpoint.post("/session", gate.guard(OTHER, this::begin)),
        Endpoint.delete("/session", request -> cookie("", 0)));
  }

  private Answer begin(Caller caller, Request request) {
    return cookie(passes.session(request.requireBearerToken()).text().reveal(),
        Passes.SESSION.toSeconds());
  }

  private Answer cookie(String value, long seconds) {
    return new Answer.Empty(
        Map.of("Set-Cookie", COOKIE + "=" + value + "; Max-Age=" + seconds + attributes));
  }
}
