package io.whopship.testkit.cloudflare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.whopship.testkit.cloudflare.rest.Ask;
import io.whopship.testkit.cloudflare.rest.Envelope;
import io.whopship.testkit.cloudflare.rest.Json;
import io.whopship.testkit.cloudflare.rest.RefusedException;
import io.whopship.testkit.cloudflare.rest.Router;
import io.whopship.testkit.http.Answer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/** What workers logged, newest first, for queries of Workers Observability. */
final class Telemetry {

  static final String PERMISSION = "Workers Observability Edit";
  private static final int PAGE = 100;
  private static final int LONGEST_PAGE = 2_000;

  private record Event(String id, Instant at, String script, String level, String message) {

    ObjectNode json() {
      ObjectNode json = Json.object()
          .put("timestamp", at.toEpochMilli())
          .put("dataset", "cloudflare-workers");
      json.putObject("source").put("level", level).put("message", message);
      json.putObject("$metadata")
          .put("id", id)
          .put("service", script)
          .put("level", level)
          .put("message", message)
          .put("requestId", id)
          .put("type", "cf-worker")
          .put("trigger", "GET /");
      json.putObject("$workers")
          .put("scriptName", script)
          .put("eventType", "fetch")
          .put("outcome", "ok")
          .put("requestId", id);
      return json;
    }
  }

  private final InstantSource clock;
  private final List<Event> events = new ArrayList<>();
  private volatile Duration delay = Duration.ZERO;

  Telemetry(InstantSource clock) {
    this.clock = clock;
  }

  void addTo(Router router) {
    router.needing(PERMISSION)
        .on("POST", "/accounts/{account}/workers/observability/telemetry/query", this::query);
  }

  void delayBy(Duration untilSeen) {
    delay = untilSeen;
  }

  void log(String script, Instant at, String level, String message) {
    synchronized (events) {
      events.add(new Event(UUID.randomUUID().toString(), at, script, level, message));
    }
  }

  private Answer query(Ask ask) {
    ObjectNode query = ask.object();
    Instant from = instant(query, "from");
    Instant to = instant(query, "to");
    int limit = Math.clamp(query.path("limit").asInt(PAGE), 1, LONGEST_PAGE);
    String offset = query.path("offset").asText("");
    List<Event> found;
    synchronized (events) {
      found = events.stream()
          .filter(event -> !event.at.plus(delay).isAfter(clock.instant()))
          .filter(event -> !event.at.isBefore(from) && !event.at.isAfter(to))
          .filter(event -> fits(event.json(), query.path("parameters")))
          .sorted(Comparator.comparing(Event::at).reversed())
          .toList();
    }
    List<Event> rest = offset.isEmpty()
        ? found
        : found.stream().dropWhile(event -> !event.id.equals(offset)).skip(1).toList();
    ObjectNode result = Json.object();
    result.putObject("events")
        .put("count", found.size())
        .set("events", Json.array(rest.stream().limit(limit).map(Event::json).toList()));
    return Envelope.ok(result);
  }

  private static Instant instant(ObjectNode query, String side) {
    JsonNode millis = query.path("timeframe").path(side);
    if (!millis.isIntegralNumber()) {
      throw new RefusedException(400, 10026, "timeframe." + side + " must be in milliseconds.");
    }
    return Instant.ofEpochMilli(millis.longValue());
  }

  private static boolean fits(ObjectNode event, JsonNode parameters) {
    for (JsonNode filter : parameters.path("filters")) {
      JsonNode found = event;
      for (String step : filter.path("key").asText().split("\\.", -1)) {
        found = found.path(step);
      }
      String wanted = filter.path("value").asText();
      boolean fits = switch (filter.path("operation").asText()) {
        case "eq" -> found.asText().equals(wanted);
        case "neq" -> !found.asText().equals(wanted);
        case "includes" -> found.asText().contains(wanted);
        case "starts_with" -> found.asText().startsWith(wanted);
        default -> throw new RefusedException(400, 10026,
            "The fake does not know the operation '" + filter.path("operation").asText() + "'.");
      };
      if (!fits) {
        return false;
      }
    }
    return Json.text(event).contains(parameters.path("needle").path("value").asText(""));
  }
}
