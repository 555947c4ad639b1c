package io.whopship.adapter.cloudflare.telemetry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.whopship.adapter.cloudflare.api.Json;
import io.whopship.adapter.cloudflare.logs.Message;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogType;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * An event of Workers Observability, with lines as they would look if the worker ran on this
 * machine.
 *
 * @param id by which Cloudflare knows it
 * @param lines none, for what is not told
 */
record LoggedEvent(String id, String script, Instant at, List<LogLine> lines) {

  /** The type of what Cloudflare records of a request as a whole. */
  static final String INVOCATION = "cf-worker-event";

  /** As they came about. */
  static final Comparator<LoggedEvent> IN_TIME = Comparator.comparing(LoggedEvent::at)
      .thenComparing(LoggedEvent::id);

  private static final Set<String> PLAIN = Set.of("level", "message");

  static LoggedEvent of(JsonNode event) {
    JsonNode metadata = event.path("$metadata");
    Instant at = Instant.ofEpochMilli(event.path("timestamp").longValue());
    return new LoggedEvent(metadata.path("id").asText(), metadata.path("service").asText(), at,
        metadata.path("type").asText().equals(INVOCATION)
            ? request(at, event.path("$workers"))
            : said(at, event.path("source"), metadata));
  }

  /** A Durable Object is asked by the worker itself, often many times for one request. */
  private static List<LogLine> request(Instant at, JsonNode worker) {
    JsonNode request = worker.path("event").path("request");
    String method = request.path("method").asText();
    if (method.isEmpty() || worker.path("executionModel").asText().equals("durableObject")) {
      return List.of();
    }
    String outcome = worker.path("outcome").asText("unknown");
    JsonNode status = worker.path("event").path("response").path("status");
    Map<String, String> about = new HashMap<>(Map.of("method", method, "path", path(request),
        "outcome", outcome, "duration_ms", worker.path("wallTimeMs").asText("0")));
    JsonNode id = request.path("headers").path("x-request-id");
    if (id.isTextual()) {
      about.put("request_id", id.asText());
    }
    if (status.isNumber()) {
      about.put("status", status.asText());
    }
    return new Message(at, LogType.INFO, "request", about).lines(
        method + " " + path(request) + " " + (status.isNumber() ? status.asText() : outcome), 0);
  }

  /** Without the query, which may hold secrets. */
  private static String path(JsonNode request) {
    String path = request.path("path").asText();
    int query = path.indexOf('?');
    return query < 0 ? path : path.substring(0, query);
  }

  private static List<LogLine> said(Instant at, JsonNode source, JsonNode metadata) {
    JsonNode exception = source.path("exception");
    if (exception.isObject()) {
      return thrown(at, exception);
    }
    if (source.path("stack").isTextual()) {
      return thrown(at, source);
    }
    String level = source.path("level").asText(metadata.path("level").asText());
    LogType type = switch (level) {
      case "warn", "error" -> LogType.STDERR;
      default -> LogType.STDOUT;
    };
    return new Message(at, type, "console").lines(text(source, metadata), 0);
  }

  private static List<LogLine> thrown(Instant at, JsonNode exception) {
    String head = exception.path("name").asText("Error") + ": "
        + exception.path("message").asText();
    String stack = exception.path("stack").asText();
    boolean isWhole = stack.isEmpty() || stack.startsWith(head);
    String text = isWhole ? (stack.isEmpty() ? head : stack) : head + "\n" + stack;
    return new Message(at, LogType.ERROR, "exception").lines(text, 0);
  }

  /** What was printed as an object comes in parts, and is put together again. */
  private static String text(JsonNode source, JsonNode metadata) {
    if (source instanceof ObjectNode object) {
      boolean isPlain = object.properties()
          .stream()
          .allMatch(member -> PLAIN.contains(member.getKey()));
      return isPlain ? plain(object.path("message")) : json(object);
    }
    return source.isTextual() ? source.asText() : plain(metadata.path("message"));
  }

  private static String plain(JsonNode message) {
    return switch (message.getNodeType()) {
      case ARRAY -> StreamSupport.stream(message.spliterator(), false)
          .map(LoggedEvent::plain)
          .collect(Collectors.joining(" "));
      case OBJECT -> json(message);
      case BINARY, BOOLEAN, MISSING, NULL, NUMBER, POJO, STRING -> message.asText();
    };
  }

  private static String json(JsonNode node) {
    return new String(Json.write(node), StandardCharsets.UTF_8);
  }
}
