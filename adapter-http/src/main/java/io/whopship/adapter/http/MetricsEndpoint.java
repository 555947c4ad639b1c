package io.whopship.adapter.http;

import static io.whopship.ports.driven.RateLimits.Kind.OTHER;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.whopship.ports.model.identity.Secret;
import java.security.MessageDigest;
import java.util.List;

/** The measurements of this server, for Prometheus. */
final class MetricsEndpoint {

  private static final String PATH = "/metrics";

  private final HttpTelemetry telemetry;
  private final Gate gate;

  MetricsEndpoint(HttpTelemetry telemetry, Gate gate) {
    this.telemetry = telemetry;
    this.gate = gate;
  }

  List<Endpoint> all() {
    return switch (telemetry.access()) {
      case OFF -> List.of();
      case OPEN -> List.of(Endpoint.get(PATH, request -> page()));
      case TOKEN -> {
        Endpoint.Action byAdmins = gate.guard(OTHER, (caller, request) -> caller.admin()
            ? page()
            : Problem.forbidden("Only admins may read the metrics of the server, and whoever has"
                + " the token that was set for them"));
        yield List.of(Endpoint.get(PATH,
            request -> hasToken(request) ? page() : byAdmins.answer(request)));
      }
    };
  }

  /** It is no caller's: nothing else knows it. */
  private boolean hasToken(Request request) {
    Secret token = telemetry.token();
    return token != null && request.bearerToken()
        .filter(given -> MessageDigest.isEqual(given.reveal().getBytes(UTF_8),
            token.reveal().getBytes(UTF_8)))
        .isPresent();
  }

  private Answer page() {
    byte[] text = telemetry.page().get().getBytes(UTF_8);
    return new Answer.Written("text/plain; version=0.0.4; charset=utf-8", out -> out.write(text));
  }
}
