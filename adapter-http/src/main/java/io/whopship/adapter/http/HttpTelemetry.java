package io.whopship.adapter.http;

import io.whopship.ports.model.identity.Secret;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is measured of the API, and who may read it.
 *
 * @param token with which, beside those of administrators, it may be read; {@code null} for none
 * @param page all measurements of this server, as Prometheus reads them
 */
public record HttpTelemetry(Requests requests, Access access, @Nullable Secret token,
    Supplier<String> page) {

  /** Nothing is measured. */
  public static final HttpTelemetry NONE = new HttpTelemetry((method, route, status, took) -> {
  }, Access.OFF, null, () -> "");

  /** Who may read {@code GET /metrics}. */
  public enum Access {
    /** Nobody. */
    OFF,
    /** Administrators, and who has the token for it. */
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
