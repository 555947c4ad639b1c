package io.whopship.adapter.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.HttpStatus;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is sent back for a request. */
sealed interface Answer
    permits Answer.Json, Answer.Written, Answer.Events, Answer.Empty, Answer.NotModified,
    Answer.Kept,
    Problem {

  /** A document. */
  record Json(HttpStatus status, ObjectNode body, Map<String, String> headers) implements Answer {}

  /** Text of any type and length, written as it is read. A refusal may come before its begin. */
  record Written(String contentType, Writing writing) implements Answer {}

  /** What happens, for as long as it does. */
  record Events(EventSource source) implements Answer {}

  /** It is done, and there is nothing to say about it: 204. */
  record Empty(Map<String, String> headers) implements Answer {

    Empty() {
      this(Map.of());
    }
  }

  /** The caller has it already: 304. */
  record NotModified(EntityTag tag) implements Answer {}

  /** What was answered before. The type is {@code null} if there is no body. */
  record Kept(int status, @Nullable String contentType, Map<String, String> headers, String body)
      implements
        Answer {}

  /** Holds what must be left again, so it is served or closed in any case. */
  interface EventSource {
    void serve(HttpServletRequest request);
  }

  /** Writes a text. */
  @FunctionalInterface
  interface Writing {
    void to(OutputStream out) throws IOException;
  }

  static Answer json(HttpStatus status, ObjectNode body) {
    return new Json(status, body, Map.of());
  }

  static Answer text(Writing writing) {
    return new Written("text/plain;charset=utf-8", writing);
  }

  /** Something new that is found at this path from now on. */
  static Answer created(String path, ObjectNode body) {
    return new Json(HttpStatus.CREATED, body, Map.of("Location", path));
  }
}
