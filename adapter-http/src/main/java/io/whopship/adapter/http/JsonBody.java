package io.whopship.adapter.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An object that a caller sent, read member by member. What is missing or of the wrong type ends
 * the request with a problem that names the member; what nobody asks for is ignored.
 */
final class JsonBody {

  /** What stands for the whole body where a problem names a member. */
  private static final String WHOLE = "body";

  private final String prefix;
  private final ObjectNode node;

  private JsonBody(String prefix, ObjectNode node) {
    this.prefix = prefix;
    this.node = node;
  }

  static JsonBody parse(byte[] text) {
    return parse(WHOLE, "", text);
  }

  /** One object of many, which a problem calls by this name. */
  static JsonBody parse(String name, byte[] text) {
    return parse(name, name + ".", text);
  }

  private static JsonBody parse(String whole, String prefix, byte[] text) {
    try {
      if (Json.read(text) instanceof ObjectNode object) {
        return new JsonBody(prefix, object);
      }
      throw new Refusal(Problem.invalid(whole, "Must be a JSON object"));
    } catch (JsonProcessingException e) {
      // The parser's own message quotes the body, which may hold anything.
      String place = e.getLocation() == null
          ? ""
          : " at line " + e.getLocation().getLineNr() + ", column " + e.getLocation().getColumnNr();
      throw new Refusal(Problem.invalid(whole, "Not valid JSON" + place));
    } catch (IOException e) {
      throw new Refusal(Problem.invalid(whole, "Not valid JSON: it is not UTF-8"));
    }
  }

  @Nullable
  String textIfPresent(String member) {
    JsonNode value = find(member, JsonNodeType.STRING, "a string");
    return value == null ? null : value.textValue();
  }

  /** A text that must be there and pass as a value of the model. */
  <T> T value(String member, Function<String, T> type) {
    return required(member, valueIfPresent(member, type));
  }

  <T> @Nullable T valueIfPresent(String member, Function<String, T> type) {
    String text = textIfPresent(member);
    return text == null ? null : checked(member, () -> type.apply(text));
  }

  /** A number whose fraction, if it has one, is dropped. */
  @Nullable
  Long numberIfPresent(String member) {
    JsonNode value = find(member, JsonNodeType.NUMBER, "a number");
    if (value == null) {
      return null;
    }
    if (!value.canConvertToLong()) {
      throw refuse(member, "Must be a number of at most 18 digits");
    }
    return value.longValue();
  }

  /** A whole number that must be there, within these bounds. */
  long whole(String member, long min, long max) {
    return required(member, wholeIfPresent(member, min, max));
  }

  @Nullable
  Long wholeIfPresent(String member, long min, long max) {
    JsonNode value = find(member, JsonNodeType.NUMBER, "a number");
    if (value == null) {
      return null;
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < min
        || value.longValue() > max) {
      throw refuse(member, "Must be a whole number of " + min
          + (max == Long.MAX_VALUE ? " or more" : " to " + max) + ", but is " + value);
    }
    return value.longValue();
  }

  /** A list that must be there, of at most so many objects. */
  List<JsonBody> objects(String member, int most) {
    JsonNode array = required(member, find(member, JsonNodeType.ARRAY, "a list"));
    if (array.size() > most) {
      throw refuse(member, "Must have " + most + " members at most, but has " + array.size());
    }
    List<JsonBody> objects = new ArrayList<>(array.size());
    for (JsonNode item : array) {
      String name = member + "[" + objects.size() + "]";
      if (!(item instanceof ObjectNode object)) {
        throw refuse(name, "Must be an object");
      }
      objects.add(new JsonBody(prefix + name + ".", object));
    }
    return objects;
  }

  /** A number within these bounds. */
  @Nullable
  Double decimalIfPresent(String member, double min, double max) {
    JsonNode value = find(member, JsonNodeType.NUMBER, "a number");
    if (value == null) {
      return null;
    }
    double number = value.doubleValue();
    if (!(number >= min && number <= max)) {
      throw refuse(member, "Must be " + min + " to " + max + ", but is " + value);
    }
    return number;
  }

  /** One of these, in small letters. */
  <E extends Enum<E>> @Nullable E wordIfPresent(String member, E[] words) {
    String text = textIfPresent(member);
    if (text == null) {
      return null;
    }
    for (E word : words) {
      if (word.name().toLowerCase(Locale.ROOT).equals(text)) {
        return word;
      }
    }
    throw refuse(member, "Must be one of " + Arrays.stream(words)
        .map(word -> word.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", ")));
  }

  /** A misspelt member would otherwise be ignored in silence. */
  void refuseUnknown(List<String> known) {
    node.fieldNames().forEachRemaining(name -> {
      if (!known.contains(name)) {
        throw refuse(name, "There is no such member: there are " + String.join(", ", known));
      }
    });
  }

  /** A list of texts; {@code null} if there is none. */
  @Nullable
  List<String> textsIfPresent(String member) {
    JsonNode array = find(member, JsonNodeType.ARRAY, "a list");
    if (array == null) {
      return null;
    }
    List<String> texts = new ArrayList<>(array.size());
    for (JsonNode item : array) {
      if (!item.isTextual()) {
        throw refuse(member + "[" + texts.size() + "]", "Must be a text");
      }
      texts.add(item.textValue());
    }
    return texts;
  }

  /** A text that must be there. */
  String text(String member) {
    return required(member, textIfPresent(member));
  }

  /** Whether it is there, and no null. */
  boolean has(String member) {
    return node.hasNonNull(member);
  }

  /** In place of an object that is not there. */
  JsonBody noObject(String member) {
    return new JsonBody(prefix + member + ".", Json.object());
  }

  boolean flag(String member, boolean ifAbsent) {
    JsonNode value = find(member, JsonNodeType.BOOLEAN, "true or false");
    return value == null ? ifAbsent : value.booleanValue();
  }

  @Nullable
  JsonBody objectIfPresent(String member) {
    JsonNode value = find(member, JsonNodeType.OBJECT, "an object");
    return value == null ? null : new JsonBody(prefix + member + ".", (ObjectNode) value);
  }

  /** All members but these, each of which must be a text. */
  Map<String, String> textsExcept(Set<String> known) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> member : node.properties()) {
      String name = member.getKey();
      String text = known.contains(name) ? null : textIfPresent(name);
      if (text != null) {
        texts.put(name, text);
      }
    }
    return texts;
  }

  /** Makes a value of the model; what it says of a bad one becomes the problem with the member. */
  <T> T checked(String member, Supplier<T> making) {
    try {
      return making.get();
    } catch (IllegalArgumentException e) {
      throw refuse(member, withoutName(member, String.valueOf(e.getMessage())));
    }
  }

  /** The model starts with the name of what is wrong, which stands beside the issue here. */
  private static String withoutName(String member, String issue) {
    if (issue.startsWith(member + ": ")) {
      return issue.substring(member.length() + 2);
    }
    if (issue.startsWith(member + " ")) {
      String rest = issue.substring(member.length() + 1);
      return rest.substring(0, 1).toUpperCase(Locale.ROOT) + rest.substring(1);
    }
    return issue;
  }

  /** A null counts as nothing, here as everywhere. */
  void refuseIfPresent(String member, String issue) {
    if (node.hasNonNull(member)) {
      throw refuse(member, issue);
    }
  }

  /** Refuses it for what it is as a whole. */
  Refusal refuse(String issue) {
    String name = prefix.isEmpty() ? WHOLE : prefix.substring(0, prefix.length() - 1);
    return new Refusal(Problem.invalid(name, issue));
  }

  Refusal refuse(String member, String issue) {
    return new Refusal(Problem.invalid(prefix + member, issue));
  }

  private <T> T required(String member, @Nullable T value) {
    if (value == null) {
      throw refuse(member, "Required field missing");
    }
    return value;
  }

  private @Nullable JsonNode find(String member, JsonNodeType type, String name) {
    JsonNode value = node.get(member);
    if (value == null || value.isNull()) {
      return null;
    }
    if (value.getNodeType() != type) {
      throw refuse(member, "Must be " + name);
    }
    return value;
  }
}
