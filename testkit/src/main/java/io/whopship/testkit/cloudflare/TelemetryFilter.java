package io.whopship.testkit.cloudflare;

import com.fasterxml.jackson.databind.JsonNode;
import io.whopship.testkit.cloudflare.rest.RefusedException;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/** The filters of a query of Workers Observability. What an event lacks equals nothing. */
final class TelemetryFilter {

  private static final int DEEPEST = 4;

  private TelemetryFilter() {}

  /** Of the parameters of a query, or of a group of filters. */
  static Predicate<JsonNode> of(JsonNode group) {
    return of(group, 0);
  }

  private static Predicate<JsonNode> of(JsonNode group, int depth) {
    if (depth > DEEPEST) {
      throw refused("filters may be nested " + DEEPEST + " deep");
    }
    List<Predicate<JsonNode>> filters = StreamSupport
        .stream(group.path("filters").spliterator(), false)
        .map(filter -> filter.path("kind").asText().equals("group")
            ? of(filter, depth + 1)
            : leaf(filter))
        .toList();
    return switch (group.path("filterCombination").asText("and")) {
      case "and", "AND" -> event -> filters.stream().allMatch(filter -> filter.test(event));
      case "or", "OR" -> event -> filters.stream().anyMatch(filter -> filter.test(event));
      default -> throw refused("filterCombination must be and, or");
    };
  }

  private static Predicate<JsonNode> leaf(JsonNode filter) {
    String key = filter.path("key").asText();
    String wanted = filter.path("value").asText();
    if (!List.of("string", "number", "boolean").contains(filter.path("type").asText())) {
      throw refused("the type of the filter of " + key + " must be string, number or boolean");
    }
    return switch (filter.path("operation").asText()) {
      case "eq" -> event -> at(event, key).asText().equals(wanted);
      case "neq" -> event -> !at(event, key).isMissingNode()
          && !at(event, key).asText().equals(wanted);
      case "includes" -> event -> at(event, key).asText().contains(wanted);
      case "starts_with" -> event -> at(event, key).asText().startsWith(wanted);
      case "in" -> event -> List.of(wanted.split(",", -1)).contains(at(event, key).asText());
      case "not_in" -> event -> !List.of(wanted.split(",", -1)).contains(at(event, key).asText());
      case "exists" -> event -> !at(event, key).isMissingNode();
      case "is_null" -> event -> at(event, key).isMissingNode();
      case "gte" -> event -> at(event, key).isNumber()
          && at(event, key).doubleValue() >= filter.path("value").doubleValue();
      default -> throw refused("the fake does not know the operation '"
          + filter.path("operation").asText() + "'");
    };
  }

  static JsonNode at(JsonNode event, String key) {
    JsonNode found = event;
    for (String step : key.split("\\.", -1)) {
      found = found.path(step);
    }
    return found;
  }

  static RefusedException refused(String why) {
    return new RefusedException(400, 10026, why + ".");
  }
}
