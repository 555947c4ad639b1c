package io.whopship.adapter.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.HttpStatus;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;

/**
 * The name of what a resource looks like: another look, another name. It is made of the document
 * itself, so that nothing which is shown can be forgotten in it.
 */
record EntityTag(String text) {

  private static final int BYTES = 12;

  static EntityTag of(ObjectNode document) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(Json.bytes(document));
      return new EntityTag("\"" + Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(Arrays.copyOf(digest, BYTES)) + "\"");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Whether the caller says that this is what they have: {@code If-None-Match}. */
  boolean isKnown(Request request) {
    return request.headers("If-None-Match")
        .stream()
        .flatMap(value -> Arrays.stream(value.split(",", -1)))
        .map(String::strip)
        .map(known -> known.startsWith("W/") ? known.substring(2) : known)
        .anyMatch(known -> known.equals(text) || known.equals("*"));
  }

  /** The document, or that it is the one which the caller has. */
  static Answer answer(Request request, ObjectNode document) {
    EntityTag tag = of(document);
    return tag.isKnown(request)
        ? new Answer.NotModified(tag)
        : new Answer.Json(HttpStatus.OK, document, Map.of("ETag", tag.text()));
  }
}
