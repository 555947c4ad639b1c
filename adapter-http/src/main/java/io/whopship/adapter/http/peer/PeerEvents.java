package io.whopship.adapter.http.peer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.whopship.ports.driven.agents.LogSink;
import io.whopship.ports.model.logs.Cursor;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Makes lines of server-sent events. A gap needs no word: the sink sees the hole in the positions.
 */
final class PeerEvents {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final int MAX_LINES = 256;

  private final LogSink sink;
  private final ReentrantLock lock = new ReentrantLock();
  private final List<LogLine> lines = new ArrayList<>();
  private boolean closed;
  private @Nullable Cursor place;
  private String event = "";
  private String data = "";
  private End end = End.BROKEN;

  /** What the end of a stream means, if it comes now. */
  enum End {
    /** It has lasted as long as it may. */
    IN_TIME,
    /** It was cut. */
    BROKEN
  }

  PeerEvents(@Nullable Cursor after, LogSink sink) {
    this.place = after;
    this.sink = sink;
  }

  /** Behind the last line that came; {@code null} if none has. */
  @Nullable
  Cursor place() {
    return place;
  }

  /** A stream begins, wherever the one before has ended. */
  void begin() {
    event = "";
    end = End.BROKEN;
  }

  /**
   * Takes a line of the stream.
   *
   * @param isLast whether no more are there at the moment, so that nothing is kept back
   */
  End take(String line, boolean isLast) {
    if (line.startsWith("event: ")) {
      event = line.substring("event: ".length());
      end = End.BROKEN;
    } else if (line.startsWith("data: ")) {
      data = line.substring("data: ".length());
    } else if (line.isEmpty()) {
      dispatch(event, data);
      event = "";
    }
    if (isLast || lines.size() >= MAX_LINES) {
      flush();
    }
    return end;
  }

  private void dispatch(String name, String text) {
    switch (name) {
      case "log" -> add(json(text));
      case "gap" -> {
        flush();
        place = Cursor.parse(json(text).path("to").asText());
      }
      case "trouble" -> failed(json(text).path("message").asText());
      case "error" -> failed(json(text).path("error").asText());
      case "timeout" -> end = End.IN_TIME;
      default -> {
        // A heartbeat, or something of a newer server.
      }
    }
  }

  private static JsonNode json(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("a peer's event cannot be read", e);
    }
  }

  private void add(JsonNode json) {
    Cursor cursor = Cursor.parse(json.path("cursor").asText());
    Cursor before = place;
    if (before == null || !cursor.epoch().equals(before.epoch())
        || cursor.offset() != before.offset() + 1) {
      flush();
    }
    lines.add(line(json));
    place = cursor;
  }

  private static LogLine line(JsonNode json) {
    Map<String, String> metadata = new TreeMap<>();
    json.path("metadata")
        .properties()
        .forEach(member -> metadata.put(member.getKey(), member.getValue().asText()));
    JsonNode progress = json.path("progress_percentage");
    return new LogLine(Instant.parse(json.path("created_at").asText()),
        LogType.valueOf(json.path("log_type").asText().toUpperCase(Locale.ROOT)),
        json.path("step_name").asText(), json.path("message").asText(),
        progress.isInt() ? Integer.valueOf(progress.intValue()) : null, metadata);
  }

  /** Gives the sink what is held back. */
  void flush() {
    Cursor last = place;
    if (last != null && !lines.isEmpty()) {
      List<LogLine> given = List.copyOf(lines);
      lines.clear();
      unlessClosed(() -> sink.accept(last.epoch(), last.offset() - given.size() + 1, given));
    }
  }

  void failed(String reason) {
    flush();
    unlessClosed(() -> sink.failed(reason));
  }

  private void unlessClosed(Runnable call) {
    lock.lock();
    try {
      if (!closed) {
        call.run();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Not one more comes to the sink once this has returned. */
  void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
  }
}
