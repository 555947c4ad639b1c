package io.whopship.adapter.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/** What is sent back for a request. */
sealed interface Answer permits Answer.Json, Answer.Text, Answer.Empty, Problem {

  /** A document. */
  record Json(HttpStatus status, ObjectNode body, Map<String, String> headers) implements Answer {}

  /** Plain text of any length, written as it is read. */
  record Text(Writing writing) implements Answer {}

  /** It is done, and there is nothing to say about it: 204. */
  record Empty() implements Answer {}

  /** Writes a text. */
  @FunctionalInterface
  interface Writing {
    void to(OutputStream out) throws IOException;
  }

  static Answer json(HttpStatus status, ObjectNode body) {
    return new Json(status, body, Map.of());
  }

  /** Something new that is found at this path from now on. */
  static Answer created(String path, ObjectNode body) {
    return new Json(HttpStatus.CREATED, body, Map.of("Location", path));
  }
}
