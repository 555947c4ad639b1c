package io.whopship.agent.docker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.exception.DockerException;

/** What the engine says when it refuses: JSON with one member, in most cases. */
final class EngineMessage {

  private static final int MAX_LENGTH = 1_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private EngineMessage() {}

  /** Of an exception that begins with the status before the body. */
  static String of(DockerException refusal) {
    String message = String.valueOf(refusal.getMessage());
    int body = message.indexOf('{');
    return in(body < 0 ? message : message.substring(body));
  }

  static String in(String body) {
    String message = body;
    try {
      message = JSON.readTree(body).path("message").asText(body);
    } catch (JsonProcessingException e) {
      // Then the body itself is what it says.
    }
    String line = message.strip().replaceAll("\\s+", " ");
    return line.length() > MAX_LENGTH ? line.substring(0, MAX_LENGTH) : line;
  }
}
