package io.whopship.testkit.cloudflare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.whopship.testkit.cloudflare.rest.Json;
import java.util.List;

/**
 * What a query of Workers Observability wants calculated of the events it fits; all in one group.
 */
final class TelemetryCalculations {

  private TelemetryCalculations() {}

  static ArrayNode of(List<? extends JsonNode> events, JsonNode parameters) {
    if (!parameters.path("groupBys").isEmpty()) {
      throw TelemetryFilter.refused("the fake groups nothing");
    }
    ArrayNode calculations = Json.array();
    for (JsonNode wanted : parameters.path("calculations")) {
      String operator = wanted.path("operator").asText();
      ObjectNode calculation = calculations.addObject()
          .put("calculation", operator)
          .put("alias", wanted.path("alias").asText(operator));
      calculation.putArray("series");
      ArrayNode aggregates = calculation.putArray("aggregates");
      if (!events.isEmpty()) {
        aggregates.addObject()
            .put("count", events.size())
            .put("interval", 0)
            .put("sampleInterval", 1)
            .put("value", value(operator, events, wanted.path("key").asText()));
      }
    }
    return calculations;
  }

  private static double value(String operator, List<? extends JsonNode> events, String key) {
    double[] sorted = events.stream()
        .map(event -> TelemetryFilter.at(event, key))
        .filter(JsonNode::isNumber)
        .mapToDouble(JsonNode::doubleValue)
        .sorted()
        .toArray();
    return switch (operator) {
      case "count" -> events.size();
      case "median" -> quantile(sorted, 0.5);
      case "p99" -> quantile(sorted, 0.99);
      default -> throw TelemetryFilter.refused(
          "the fake does not know the operator '" + operator + "'");
    };
  }

  private static double quantile(double[] sorted, double share) {
    return sorted.length == 0 ? 0 : sorted[(int) ((sorted.length - 1) * share)];
  }
}
