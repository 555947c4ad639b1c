package io.whopship.adapter.cloudflare.workerd.logs;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.whopship.adapter.cloudflare.logs.Message;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a tail worker sends: how requests ended, and what they threw.
 *
 * @param lost how many others were not told, before these
 * @param size of the events, in number
 */
record TailBatch(long lost, int size, List<LogLine> lines) {

  /** So many lines may be lost at once: more than a worker can have had. */
  private static final long MAX_LOST = 1_000_000_000;

  /** Throws {@link IllegalArgumentException} if it is none. */
  static TailBatch parse(String json) {
    try {
      JsonObject batch = new JsonObject(json);
      long lost = batch.getLong("lost", 0L);
      if (lost < 0 || lost > MAX_LOST) {
        throw new IllegalArgumentException("lost must be 0 to " + MAX_LOST + ", but is " + lost);
      }
      JsonArray events = batch.getJsonArray("events", new JsonArray());
      List<LogLine> lines = new ArrayList<>();
      for (int i = 0; i < events.size(); i++) {
        addLines(events.getJsonObject(i), lines);
      }
      return new TailBatch(lost, events.size(), lines);
    } catch (DecodeException | ClassCastException e) {
      throw new IllegalArgumentException("not what a tail worker sends: " + e.getMessage(), e);
    }
  }

  private static void addLines(JsonObject event, List<LogLine> lines) {
    Map<String, String> about = new HashMap<>();
    for (String name : List.of("method", "path", "request_id")) {
      String value = event.getString(name);
      if (value != null) {
        about.put(name, value);
      }
    }
    JsonArray exceptions = event.getJsonArray("exceptions", new JsonArray());
    for (int i = 0; i < exceptions.size(); i++) {
      JsonObject exception = exceptions.getJsonObject(i);
      Instant at = Instant.ofEpochMilli(number(exception, "at"));
      lines.addAll(new Message(at, LogType.ERROR, "exception", about)
          .lines(text(exception, "text"), 0));
    }
    if (about.containsKey("method")) {
      lines.addAll(request(event, about));
    }
  }

  private static List<LogLine> request(JsonObject event, Map<String, String> about) {
    String outcome = text(event, "outcome");
    Integer status = event.getInteger("status");
    long duration = number(event, "duration");
    about.put("outcome", outcome);
    about.put("duration_ms", Long.toString(duration));
    if (status != null) {
      about.put("status", status.toString());
    }
    return new Message(Instant.ofEpochMilli(number(event, "at") + duration), LogType.INFO,
        "request", about).lines(
            text(event, "method") + " " + text(event, "path") + " "
                + (status == null ? outcome : status),
            0);
  }

  private static long number(JsonObject json, String name) {
    Long value = json.getLong(name);
    if (value == null) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return value;
  }

  private static String text(JsonObject json, String name) {
    String value = json.getString(name);
    if (value == null) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return value;
  }
}
