package io.whopship.adapter.jdbc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.whopship.ports.driven.PortException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** JSON in columns, member by member: what is stored never depends on how a class is named. */
final class Json {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  static ArrayNode array() {
    return MAPPER.createArrayNode();
  }

  static String write(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  /**
   * Reads what was stored.
   *
   * @param what for a person: what it is, and of what
   */
  static <T> T read(String what, String text, Function<JsonNode, T> reader) {
    try {
      return reader.apply(MAPPER.readTree(text));
    } catch (JsonProcessingException | IllegalArgumentException | DateTimeException e) {
      throw new PortException.Corrupt(
          "database: " + what + " cannot be read: " + e.getMessage(), e);
    }
  }

  static String text(JsonNode node, String member) {
    JsonNode value = node.required(member);
    if (!value.isTextual()) {
      throw new IllegalArgumentException(member + " must be a text, but is " + value);
    }
    return value.textValue();
  }

  static int number(JsonNode node, String member) {
    JsonNode value = node.required(member);
    if (!value.isInt()) {
      throw new IllegalArgumentException(member + " must be a number, but is " + value);
    }
    return value.intValue();
  }

  static Instant instant(JsonNode node, String member) {
    return Instant.parse(text(node, member));
  }

  static <T> List<T> list(JsonNode array, Function<JsonNode, T> reader) {
    if (!array.isArray()) {
      throw new IllegalArgumentException("a list was expected, but here is " + array);
    }
    List<T> items = new ArrayList<>(array.size());
    array.forEach(item -> items.add(reader.apply(item)));
    return items;
  }
}
