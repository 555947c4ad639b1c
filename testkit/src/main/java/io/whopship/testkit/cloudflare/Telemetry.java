package io.whopship.testkit.cloudflare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.whopship.testkit.cloudflare.rest.Ask;
import io.whopship.testkit.cloudflare.rest.Envelope;
import io.whopship.testkit.cloudflare.rest.Json;
import io.whopship.testkit.cloudflare.rest.Router;
import io.whopship.testkit.http.Answer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** What workers logged and how they were asked, for queries of Workers Observability. */
final class Telemetry {

  static final String PERMISSION = "Workers Observability Edit";
  static final String DATASET = "cloudflare-workers";
  private static final int PAGE = 100;
  private static final int LONGEST_PAGE = 2_000;

  private record Event(long number, Instant at, Instant seen, ObjectNode json) {

    String id() {
      return json.path("$metadata").path("id").asText();
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

  /** Of what comes about from now on. */
  void delayBy(Duration untilSeen) {
    delay = untilSeen;
  }

  void log(String script, Instant at, String level, String message) {
    ObjectNode source = Json.object().put("level", level).put("message", message);
    add(at, line(script, at, source, level, message));
  }

  void threw(String script, Instant at, String name, String message, String stack) {
    ObjectNode source = Json.object().put("level", "error").put("message", message);
    source.putObject("exception")
        .put("name", name)
        .put("message", message)
        .put("stack", stack)
        .put("timestamp", at.toEpochMilli());
    ObjectNode json = line(script, at, source, "error", message);
    json.withObject("$metadata").put("error", message);
    add(at, json);
  }

  void invoked(Invocation invocation) {
    add(invocation.at(), invocation.json(""));
  }

  private static ObjectNode line(String script, Instant at, ObjectNode source, String level,
      String message) {
    ObjectNode json = Json.object().put("timestamp", at.toEpochMilli()).put("dataset", DATASET);
    json.set("source", source);
    json.putObject("$metadata")
        .put("service", script)
        .put("level", level)
        .put("message", message)
        .put("type", "cf-worker")
        .put("trigger", "GET /");
    json.putObject("$workers")
        .put("scriptName", script)
        .put("eventType", "fetch")
        .put("outcome", "ok");
    return json;
  }

  private void add(Instant at, ObjectNode json) {
    synchronized (events) {
      long number = events.size() + 1L;
      String id = String.format(Locale.ROOT, "%013d%013d", at.toEpochMilli(), number);
      json.withObject("$metadata").put("id", id).put("requestId", "ray-" + id);
      json.withObject("$workers").put("requestId", "ray-" + id);
      Instant now = clock.instant();
      events.add(new Event(number, at, (at.isAfter(now) ? at : now).plus(delay), json));
    }
  }

  private Answer query(Ask ask) {
    ObjectNode query = ask.object();
    ask.text("queryId");
    JsonNode parameters = query.path("parameters");
    Predicate<JsonNode> filter = TelemetryFilter.of(parameters);
    String needle = parameters.path("needle").path("value").asText("");
    Instant from = instant(query, "from");
    Instant to = instant(query, "to");
    List<Event> found;
    synchronized (events) {
      found = events.stream()
          .filter(event -> !event.seen.isAfter(clock.instant()))
          .filter(event -> !event.at.isBefore(from) && !event.at.isAfter(to))
          .filter(event -> filter.test(event.json) && Json.text(event.json).contains(needle))
          .sorted(Comparator.comparing(Event::at).thenComparingLong(Event::number).reversed())
          .toList();
    }
    ObjectNode result = Json.object();
    switch (query.path("view").asText("events")) {
      case "events" -> result.set("events", page(found, query));
      case "calculations" -> result.set("calculations", TelemetryCalculations
          .of(found.stream().map(Event::json).toList(), parameters));
      default -> throw TelemetryFilter.refused("the fake knows no such view");
    }
    return Envelope.ok(result);
  }

  /** The newest first; behind the event whose id is given. */
  private static ObjectNode page(List<Event> found, ObjectNode query) {
    int limit = Math.clamp(query.path("limit").asInt(PAGE), 1, LONGEST_PAGE);
    String offset = query.path("offset").asText("");
    List<Event> rest = offset.isEmpty()
        ? found
        : found.stream().dropWhile(event -> !event.id().equals(offset)).skip(1).toList();
    return Json.object()
        .put("count", found.size())
        .set("events", Json.array(rest.stream().limit(limit).map(Event::json).toList()));
  }

  private static Instant instant(ObjectNode query, String side) {
    JsonNode millis = query.path("timeframe").path(side);
    if (!millis.isIntegralNumber()) {
      throw TelemetryFilter.refused("timeframe." + side + " must be in milliseconds");
    }
    return Instant.ofEpochMilli(millis.longValue());
  }
}
