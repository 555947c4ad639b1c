package io.whopship.adapter.zip;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A place in a JSON document and what stands there. Asked for what it is not, it throws an
 * {@link IllegalArgumentException} that names the place. A null counts as nothing.
 *
 * @param path {@code runtime.assets}; empty for the document itself
 */
record JsonMember(String path, JsonNode node) {

  static JsonMember root(JsonNode document) {
    JsonMember root = new JsonMember("", document);
    if (!document.isObject()) {
      throw root.isNot("an object");
    }
    return root;
  }

  boolean isAbsent() {
    return node.isMissingNode() || node.isNull();
  }

  /** One of its members; absent if it is absent itself. */
  JsonMember member(String name) {
    if (!isAbsent() && !node.isObject()) {
      throw isNot("an object");
    }
    JsonNode value = node.get(name);
    return new JsonMember(path.isEmpty() ? name : path + "." + name,
        value == null ? MissingNode.getInstance() : value);
  }

  Set<Map.Entry<String, JsonNode>> properties() {
    return node.properties();
  }

  @Nullable
  String text() {
    if (isAbsent()) {
      return null;
    }
    if (!node.isTextual()) {
      throw isNot("a string");
    }
    return node.textValue();
  }

  @Nullable
  Long wholeNumber() {
    if (isAbsent()) {
      return null;
    }
    if (!node.isNumber() || !node.canConvertToLong()) {
      throw isNot("a number of milliseconds");
    }
    return node.longValue();
  }

  String requiredText() {
    String text = text();
    if (text == null) {
      throw isNot("a string");
    }
    return text;
  }

  List<String> texts() {
    if (!node.isArray()) {
      throw isNot("a list of strings");
    }
    return items().stream().map(JsonMember::requiredText).toList();
  }

  /** The items of a list; none if it is absent. */
  List<JsonMember> items() {
    if (!isAbsent() && !node.isArray()) {
      throw isNot("a list");
    }
    List<JsonMember> items = new ArrayList<>();
    for (int i = 0; i < node.size(); i++) {
      items.add(new JsonMember(path + "[" + i + "]", node.get(i)));
    }
    return items;
  }

  /** Its members by their names; none if it is absent. */
  Map<String, JsonMember> members() {
    if (!isAbsent() && !node.isObject()) {
      throw isNot("an object");
    }
    Map<String, JsonMember> members = new LinkedHashMap<>();
    node.properties()
        .forEach(property -> members.put(property.getKey(),
            member(property.getKey())));
    return members;
  }

  IllegalArgumentException isNot(String expected) {
    String kind = switch (node.getNodeType()) {
      case ARRAY -> "a list";
      case BOOLEAN -> "true or false";
      case NULL -> "null";
      case NUMBER -> "the number " + node.asText();
      case OBJECT -> "an object";
      case STRING -> "'" + node.textValue() + "'";
      case MISSING -> path.isEmpty() ? "empty" : "missing";
      case BINARY, POJO -> node.getNodeType().name().toLowerCase(Locale.ROOT);
    };
    return new IllegalArgumentException(
        (path.isEmpty() ? "the document" : path) + " must be " + expected + ", but is " + kind);
  }
}
