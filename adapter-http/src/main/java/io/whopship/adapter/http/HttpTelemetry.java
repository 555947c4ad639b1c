package io.whopship.adapter.http;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * What is measured of the API, and who may read it.
 *
 * @param page all measurements of this server, as Prometheus reads them
 */
public record HttpTelemetry(Requests requests, Access access, Supplier<String> page) {

  /** Nothing is measured. */
  public static final HttpTelemetry NONE = new HttpTelemetry((method, route, status, took) -> {
  }, Access.OFF, () -> "");

  /** Who may read {@code GET /metrics}. */
  public enum Access {
    /** Nobody. */
    OFF,
    /** Administrators. */
    TOKEN,
    /** Anybody who reaches the port. */
    OPEN
  }

  /** Is told of each request, once it is answered or given up. */
  @FunctionalInterface
  public interface Requests {

    /** {@code route} is a template, as in {@code /apps/{id}}; {@code none} if there is no such. */
    void answered(String method, String route, int status, Duration took);
  }
}
