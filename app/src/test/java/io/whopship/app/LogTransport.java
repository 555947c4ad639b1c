package io.whopship.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.whopship.ports.model.logs.Cursor;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/** The three ways in which viewers get a log, each as its clients do it. */
enum LogTransport {

  POLLING {
    @Override
    void follow(LogTarget target, LogTally tally, SplittableRandom random,
        UnaryOperator<InputStream> way) throws IOException {
      String cursor = tally.hasBegun() ? "&cursor=" + tally.place() : "";
      JsonNode page;
      try (LogWire wire = LogWire.get(target,
          target.path() + "?format=json&limit=" + (1 + random.nextInt(500)) + cursor, "", way)) {
        // Half an answer, of a server that was killed, is none.
        page = JSON.readTree(wire.require(200).body().readAllBytes());
      }
      if (!page.isObject()) {
        throw new EOFException("no answer");
      }
      if (!page.path("gap").isNull()) {
        tally.gap(page.path("gap"));
      }
      page.path("logs").forEach(tally::line);
      tally.isAt(Cursor.parse(page.path("cursor").asText()));
    }
  },

  SSE {
    @Override
    void follow(LogTarget target, LogTally tally, SplittableRandom random,
        UnaryOperator<InputStream> way) throws IOException {
      String spelling = SPELLINGS.get(random.nextInt(SPELLINGS.size()));
      String query = tally.hasBegun() ? "?" + spelling + "=" + tally.place() : "";
      boolean byHeader = tally.hasBegun() && random.nextBoolean();
      try (LogWire wire = LogWire.get(target, target.path() + "/stream" + (byHeader ? "" : query),
          byHeader ? "Last-Event-ID: " + tally.place() + "\r\n" : "", way)) {
        events(new BufferedReader(new InputStreamReader(wire.require(200).body(), UTF_8)), tally);
      }
    }

    private void events(BufferedReader lines, LogTally tally) throws IOException {
      String name = "";
      String data = "";
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("event: ")) {
          name = line.substring(7);
        } else if (line.startsWith("data: ")) {
          data = line.substring(6);
        } else if (line.isEmpty() && name.equals("log")) {
          tally.line(json(data));
        } else if (line.isEmpty() && name.equals("gap")) {
          tally.gap(json(data));
        }
      }
    }
  },

  WEBSOCKET {
    @Override
    void follow(LogTarget target, LogTally tally, SplittableRandom random,
        UnaryOperator<InputStream> way) throws IOException {
      String cursor = tally.hasBegun() ? ", \"cursor\": \"" + tally.place() + "\"" : "";
      try (LogWire wire = LogWire.socket(target, way).require(101)) {
        wire.say("{\"subject\": \"log.subscribe\", \"reply\": \"1\", \"data\": {" + target.subject()
            + cursor + "}}");
        while (true) {
          take(json(wire.hear()), tally);
        }
      }
    }

    private void take(JsonNode message, LogTally tally) throws IOException {
      JsonNode data = message.path("data");
      switch (message.path("subject").asText()) {
        case "log.history" -> data.path("lines").forEach(tally::line);
        case "log.line" -> tally.line(data);
        case "log.gap" -> tally.gap(data);
        case "log.stream.error" -> {
          if (message.has("reply")) {
            throw new IOException("not subscribed: " + message);
          }
        }
        case "log.subscribed", "log.status", "log.rollout" -> {
          // Of no weight here.
        }
        default -> throw new AssertionError("not expected: " + message);
      }
    }
  };

  /** The names under which a viewer may say what it had last. */
  private static final List<String> SPELLINGS = List.of("cursor", "last_event_id", "lastEventId");

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Gets what it can behind the place of the tally, until the connection ends, if it does. */
  abstract void follow(LogTarget target, LogTally tally, SplittableRandom random,
      UnaryOperator<InputStream> way) throws IOException;

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new AssertionError("no JSON: " + text, e);
    }
  }
}
