package io.whopship.adapter.http;

import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.javalin.http.MethodNotAllowedResponse;
import io.javalin.router.EndpointNotFound;
import io.whopship.ports.driven.PortException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What exceptions say to a caller, and to the operator. */
final class Faults {

  private static final Logger log = LoggerFactory.getLogger(Faults.class);

  private Faults() {}

  static Problem problem(Exception exception, Context context) {
    return switch (exception) {
      case Refusal refusal -> refusal.problem();
      case EndpointNotFound e -> Problem.notFound("No such endpoint");
      case MethodNotAllowedResponse e -> methodNotAllowed(e.getDetails());
      case HttpResponseException e -> {
        HttpStatus status = HttpStatus.forStatus(e.getStatus());
        yield Problem.of(status, status.getMessage());
      }
      case PortException.Unavailable e -> unavailable(e, CommonHeaders.requestId(context.res()));
      default -> unexpected(exception, CommonHeaders.requestId(context.res()));
    };
  }

  /** For what is no exception: out of memory, a stack that overflowed. */
  static void answer(HttpServletResponse response, Error error) {
    try {
      AnswerWriter.write(unexpected(error, CommonHeaders.requestId(response)), response);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Problem methodNotAllowed(Map<String, String> details) {
    String methods = details.getOrDefault("availableMethods", "");
    return Problem.of(HttpStatus.METHOD_NOT_ALLOWED, "This endpoint accepts only " + methods)
        .with("Allow", methods);
  }

  private static Problem unavailable(PortException.Unavailable exception, String requestId) {
    log.warn("request not served id={} reason=\"{}\" cause=\"{}\"", requestId,
        exception.getMessage(), String.valueOf(exception.getCause()));
    return Problem.of(HttpStatus.SERVICE_UNAVAILABLE,
        "The server cannot reach " + exception.service().words()
            + ": try again in a few seconds")
        .retryAfter(Duration.ofSeconds(5));
  }

  private static Problem unexpected(Throwable fault, String requestId) {
    log.error("request failed id={}", requestId, fault);
    return Problem.unexpected();
  }
}
