package io.whopship.adapter.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.HttpStatus;
import io.whopship.ports.driven.PortException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers as texts, to be given again. */
final class KeptAnswer {

  /** What is longer would let callers fill the database. */
  static final int MAX_BYTES = 64 * 1024;

  private KeptAnswer() {}

  static String of(Answer.Json json, String requestId) {
    String text = text(json.status().getCode(), json.headers(), "application/json", json.body());
    return text.getBytes(UTF_8).length <= MAX_BYTES
        ? text
        : of(new Problem(HttpStatus.CONFLICT, "This request was done before, but its answer was"
            + " too long to be kept: ask for the resource with GET", null, json.headers(), null),
            requestId);
  }

  static String of(Answer.Empty empty) {
    return text(HttpStatus.NO_CONTENT.getCode(), empty.headers(), null, null);
  }

  /** With the id of the request that it was the answer to. */
  static String of(Problem problem, String requestId) {
    return text(problem.status().getCode(), problem.headers(), ProblemJson.TYPE,
        ProblemJson.of(problem, requestId));
  }

  private static String text(int status, Map<String, String> headers, @Nullable String type,
      @Nullable ObjectNode body) {
    ObjectNode kept = Json.object().put("status", status).put("type", type);
    ObjectNode shown = kept.putObject("headers");
    headers.forEach(shown::put);
    kept.put("body", body == null ? "" : new String(Json.bytes(body), UTF_8));
    return new String(Json.bytes(kept), UTF_8);
  }

  static Answer.Kept read(String text) {
    try {
      JsonNode kept = Json.read(text.getBytes(UTF_8));
      Map<String, String> headers = new LinkedHashMap<>();
      kept.required("headers")
          .properties()
          .forEach(header -> headers.put(header.getKey(), header.getValue().textValue()));
      return new Answer.Kept(kept.required("status").intValue(),
          kept.required("type").textValue(), headers, kept.required("body").textValue());
    } catch (IOException | IllegalArgumentException e) {
      throw new PortException.Corrupt("a kept answer cannot be read: " + e.getMessage(), e);
    }
  }
}
