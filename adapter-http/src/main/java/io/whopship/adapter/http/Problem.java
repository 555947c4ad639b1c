package io.whopship.adapter.http;

import io.javalin.http.HttpStatus;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Why a request was not done.
 *
 * @param message for a person
 * @param details which part of the request is meant; {@code null} if none in particular
 * @param accepted of a request that is done part by part, how many; {@code null} for all others
 */
record Problem(HttpStatus status, String message, @Nullable Details details,
    Map<String, String> headers, @Nullable Long accepted) implements Answer {

  /** A part of a request, and what is wrong with it. */
  record Details(String field, String issue) {

    /** Issues quote what was sent, which may be long. */
    private static final int MAX_LENGTH = 300;

    Details {
      if (issue.length() > MAX_LENGTH) {
        issue = issue.substring(0, MAX_LENGTH) + "...";
      }
    }
  }

  static Problem of(HttpStatus status, String message) {
    return new Problem(status, message, null, Map.of(), null);
  }

  static Problem invalid(String field, String issue) {
    return of(HttpStatus.BAD_REQUEST, "Invalid request body").about(field, issue);
  }

  static Problem invalidParameter(String name, String issue) {
    return of(HttpStatus.BAD_REQUEST, "Invalid request parameter").about(name, issue);
  }

  static Problem unauthorized() {
    return unauthorized("Invalid or missing authentication credentials");
  }

  static Problem unauthorized(String message) {
    return of(HttpStatus.UNAUTHORIZED, message)
        .with("WWW-Authenticate", "Bearer");
  }

  static Problem forbidden(String message) {
    return of(HttpStatus.FORBIDDEN, message);
  }

  static Problem notYours() {
    return forbidden("You do not have access to this app");
  }

  static Problem notFound(String message) {
    return of(HttpStatus.NOT_FOUND, message);
  }

  static Problem noSuchApp() {
    return notFound("App not found");
  }

  static Problem noSuchAgent() {
    return notFound("Agent not found");
  }

  static Problem notYourAgent() {
    return forbidden("You do not have access to this agent");
  }

  static Problem noSuchDeployment() {
    return notFound("Deployment not found");
  }

  static Problem conflict(String message) {
    return of(HttpStatus.CONFLICT, message);
  }

  static Problem alreadyTriggered() {
    return conflict("Deployment has already been triggered");
  }

  static Problem unexpected() {
    return of(HttpStatus.INTERNAL_SERVER_ERROR, "An unexpected error occurred");
  }

  Problem about(String field, String issue) {
    return new Problem(status, message, new Details(field, issue), headers, accepted);
  }

  Problem with(String header, String value) {
    return with(Map.of(header, value));
  }

  /** With these headers beside those there are, or in their place. */
  Problem with(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(headers);
    all.putAll(more);
    return new Problem(status, message, details, Map.copyOf(all), accepted);
  }

  /** Says how much was done all the same, before it came to this. */
  Problem accepted(long count) {
    return new Problem(status, message, details, headers, count);
  }

  /** Says when trying again may help; the header counts in whole seconds, at least one. */
  Problem retryAfter(Duration wait) {
    return with("Retry-After", Long.toString(Math.max(1, WholeSeconds.of(wait))));
  }
}
