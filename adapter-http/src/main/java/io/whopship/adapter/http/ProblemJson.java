package io.whopship.adapter.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.HttpStatus;

/**
 * A problem as {@code application/problem+json} (RFC 9457). {@code error}, {@code message} and
 * {@code details} are extension members: they are how the API has always told its errors.
 */
final class ProblemJson {

  static final String TYPE = "application/problem+json";

  private ProblemJson() {}

  static ObjectNode of(Problem problem, String requestId) {
    ObjectNode json = Json.object();
    // With this type the title must be the phrase of the status; RFC 9457, section 4.2.1.
    json.put("type", "about:blank");
    json.put("title", phrase(problem.status()));
    json.put("status", problem.status().getCode());
    json.put("detail", detail(problem));
    json.put("instance", "urn:uuid:" + requestId);
    json.put("error", phrase(problem.status()));
    json.put("message", problem.message());
    Problem.Details details = problem.details();
    if (details != null) {
      json.putObject("details").put("field", details.field()).put("issue", details.issue());
    }
    if (problem.accepted() != null) {
      json.put("accepted", problem.accepted());
    }
    return json;
  }

  /** As RFC 9110 has it; Jetty and Javalin shorten one. */
  private static String phrase(HttpStatus status) {
    return status == HttpStatus.INTERNAL_SERVER_ERROR
        ? "Internal Server Error"
        : status.getMessage();
  }

  private static String detail(Problem problem) {
    Problem.Details details = problem.details();
    return details == null
        ? problem.message()
        : problem.message() + ": " + details.field() + ": " + details.issue();
  }
}
