package io.whopship.testkit.cloudflare.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.whopship.testkit.http.MalformedFormException;
import io.whopship.testkit.http.Part;
import io.whopship.testkit.http.Request;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A request that found its route. */
public final class Ask {

  private final Request request;
  private final Map<String, String> path;
  private final Map<String, String> query;

  Ask(Request request, Map<String, String> path) {
    this.request = request;
    this.path = Map.copyOf(path);
    this.query = request.query();
  }

  public Request request() {
    return request;
  }

  /** What stands in the path for {@code {name}}, decoded; empty if the route has no such part. */
  public String path(String name) {
    return path.getOrDefault(name, "");
  }

  public Optional<String> query(String name) {
    return Optional.ofNullable(query.get(name));
  }

  public int number(String name, int otherwise) {
    try {
      return query(name).map(Integer::parseInt).orElse(otherwise);
    } catch (NumberFormatException e) {
      throw new RefusedException(400, 7400, name + " is not a number: " + query.get(name));
    }
  }

  public JsonNode json() {
    return Json.parse(request.body())
        .orElseThrow(() -> new RefusedException(400, 10026, "Could not parse the request body."));
  }

  public ObjectNode object() {
    if (json() instanceof ObjectNode object) {
      return object;
    }
    throw new RefusedException(400, 10026, "The request body must be a JSON object.");
  }

  /** A string of the body that must be there. */
  public String text(String field) {
    JsonNode value = object().path(field);
    if (!value.isTextual() || value.textValue().isEmpty()) {
      throw new RefusedException(400, 10026, "'" + field + "' must be a string that is not empty.");
    }
    return value.textValue();
  }

  public List<Part> parts() {
    try {
      return request.parts();
    } catch (MalformedFormException e) {
      throw new RefusedException(400, 10026,
          "Could not parse the request body: " + e.getMessage());
    }
  }
}
