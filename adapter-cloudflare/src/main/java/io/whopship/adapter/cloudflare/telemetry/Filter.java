package io.whopship.adapter.cloudflare.telemetry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.whopship.adapter.cloudflare.api.Json;
import java.util.Arrays;
import java.util.Collection;

/** Which events a question is about, in the API's own words. */
record Filter(ObjectNode json) {

  static Filter all(Filter... filters) {
    return group("and", filters);
  }

  static Filter any(Filter... filters) {
    return group("or", filters);
  }

  static Filter is(String key, String value) {
    return leaf(key, "eq", "string").with(value);
  }

  static Filter isNot(String key, String value) {
    return leaf(key, "neq", "string").with(value);
  }

  static Filter isIn(String key, Collection<String> values) {
    return leaf(key, "in", "string").with(String.join(",", values));
  }

  static Filter isNotIn(String key, Collection<String> values) {
    return leaf(key, "not_in", "string").with(String.join(",", values));
  }

  static Filter isAtLeast(String key, int value) {
    Filter filter = leaf(key, "gte", "number");
    filter.json.put("value", value);
    return filter;
  }

  /** {@code type} is {@code string} or {@code number}, as the values are that others have. */
  static Filter isMissing(String key, String type) {
    return leaf(key, "is_null", type);
  }

  private static Filter group(String combination, Filter... filters) {
    ObjectNode json = Json.object().put("kind", "group").put("filterCombination", combination);
    json.putArray("filters").addAll(Arrays.stream(filters).map(Filter::json).toList());
    return new Filter(json);
  }

  private static Filter leaf(String key, String operation, String type) {
    return new Filter(Json.object()
        .put("kind", "filter")
        .put("key", key)
        .put("operation", operation)
        .put("type", type));
  }

  private Filter with(String value) {
    json.put("value", value);
    return this;
  }
}
