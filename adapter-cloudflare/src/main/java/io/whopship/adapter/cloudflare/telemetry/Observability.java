package io.whopship.adapter.cloudflare.telemetry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.whopship.adapter.cloudflare.api.Call;
import io.whopship.adapter.cloudflare.api.CloudflareApi;
import io.whopship.adapter.cloudflare.api.Content;
import io.whopship.adapter.cloudflare.api.Json;
import io.whopship.adapter.cloudflare.api.Product;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Questions to Workers Observability, each of which is one of the token's calls. Throws
 * {@link io.whopship.ports.driven.PortException} like all of them.
 */
final class Observability {

  /** The most events that one answer has. */
  static final int LONGEST_PAGE = 2_000;

  private static final String DATASET = "cloudflare-workers";

  private final CloudflareApi api;

  Observability(CloudflareApi api) {
    this.api = api;
  }

  /**
   * Of both ends, inclusively.
   *
   * @param from kept to the millisecond, as {@code to}
   */
  record Span(Instant from, Instant to) {}

  /** What is to be calculated of the value that events have at a key, under a name. */
  record Calculation(String name, String operator, String key) {}

  /**
   * Events that fit, the newest first.
   *
   * @param behind the id of the last event of the page before; empty for the first page
   */
  List<JsonNode> events(Span span, Filter filter, int limit, String behind, String what) {
    ObjectNode query = query("events", span, filter).put("limit", limit);
    if (!behind.isEmpty()) {
      query.put("offset", behind);
    }
    List<JsonNode> events = new ArrayList<>();
    ask(query, what).path("events").path("events").forEach(events::add);
    return events;
  }

  /** By name; what nothing is known of is left out, as it is if no event fits. */
  Map<String, Double> calculate(Span span, Filter filter, List<Calculation> wanted,
      String what) {
    // The series would be a value for each slice of the time.
    ObjectNode query = query("calculations", span, filter).put("ignoreSeries", true);
    var calculations = query.withObjectProperty("parameters").putArray("calculations");
    wanted.forEach(calculation -> {
      ObjectNode json = calculations.addObject()
          .put("operator", calculation.operator())
          .put("alias", calculation.name());
      if (!calculation.key().isEmpty()) {
        json.put("key", calculation.key()).put("keyType", "number");
      }
    });
    Map<String, Double> values = new HashMap<>();
    ask(query, what).path("calculations").forEach(calculation -> {
      JsonNode value = calculation.path("aggregates").path(0).path("value");
      if (value.isNumber()) {
        values.put(calculation.path("alias").asText(), value.doubleValue());
      }
    });
    return values;
  }

  /** A dry run answers as any, and leaves no record in the account's list of queries. */
  private static ObjectNode query(String view, Span span, Filter filter) {
    ObjectNode query = Json.object().put("queryId", "whopship").put("view", view).put("dry", true);
    query.putObject("timeframe")
        .put("from", span.from().toEpochMilli())
        .put("to", span.to().toEpochMilli());
    ObjectNode parameters = query.putObject("parameters").put("filterCombination", "and");
    parameters.putArray("datasets").add(DATASET);
    parameters.putArray("filters").add(filter.json());
    return query;
  }

  private JsonNode ask(ObjectNode query, String what) {
    return api.result(Call
        .post(Product.OBSERVABILITY, api.account() + "/workers/observability/telemetry/query", what,
            Content.json(query))
        .with(Call.Trait.REPEATABLE)
        .with(Call.Trait.NEEDS_RESULT));
  }
}
