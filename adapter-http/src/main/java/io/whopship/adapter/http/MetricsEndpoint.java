package io.whopship.adapter.http;

import static io.whopship.ports.driven.RateLimits.Kind.OTHER;
import static java.nio.charset.StandardCharsets.UTF_8;

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
      case TOKEN -> List.of(Endpoint.get(PATH, gate.guard(OTHER, (caller, request) -> caller.admin()
          ? page()
          : Problem.forbidden("Only admins may read the metrics of the server"))));
    };
  }

  private Answer page() {
    byte[] text = telemetry.page().get().getBytes(UTF_8);
    return new Answer.Written("text/plain; version=0.0.4; charset=utf-8", out -> out.write(text));
  }
}
