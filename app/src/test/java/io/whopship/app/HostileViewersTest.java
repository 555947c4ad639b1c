package io.whopship.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.whopship.ports.model.logs.Cursor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Viewers who send what they should not, while others look at the same log. */
class HostileViewersTest {

  private static final int SUBSCRIPTIONS = 10_000;

  @Test
  void othersNoticeNothing() throws IOException {
    LogWeather fine = new LogWeather();
    fine.clear();
    List<LogViewer> others = new ArrayList<>();
    try (RunningContainer container = new RunningContainer(1_000);
        LogWire silent = socket(container)) {
      container.say(1, 0);
      for (LogTransport transport : LogTransport.values()) {
        others.add(LogViewer.start(transport + " beside them", transport, container.log(),
            Cursor.NEW, fine, new SplittableRandom(1)));
      }
      silent.say(subscribe("web"));

      says(container, "no JSON", "invalid_json");
      says(container, "{\"subject\": \"log.destroy\"}", "unknown_subject");
      saysTooMuch(container);
      subscribesTooOften(container);

      for (LogViewer other : others) {
        LogTally tally = other.upTo(container.end());
        assertThat(tally.reasons()).isEmpty();
        assertThat(tally.lines()).hasSize((int) container.end().offset());
      }
    } finally {
      others.forEach(LogViewer::close);
    }
  }

  /** Twenty times, and the connection is closed. */
  private static void says(RunningContainer container, String text, String code)
      throws IOException {
    try (LogWire wire = socket(container)) {
      for (int i = 0; i < 20; i++) {
        container.say(3, 1_000);
        wire.say(text);
        assertThat(LogTransport.json(wire.hear()).at("/data/code").asText()).isEqualTo(code);
      }
      assertThat(catchThrowableOfType(LogWire.Closed.class, wire::hear).code).isEqualTo(1008);
    }
  }

  private static void saysTooMuch(RunningContainer container) throws IOException {
    try (LogWire wire = socket(container)) {
      Thread.ofVirtual().start(() -> {
        try {
          wire.say("x".repeat(10_000_000));
        } catch (IOException e) {
          // The server does not take all of it.
        }
      });
      container.say(50, 1_000);
      assertThat(catchThrowableOfType(IOException.class, wire::hear)).satisfiesAnyOf(
          end -> assertThat(((LogWire.Closed) end).code).isEqualTo(1009),
          // What was still on its way when the server closed lets TCP reset the connection.
          end -> assertThat(end).hasMessageContaining("reset"));
    }
  }

  private static void subscribesTooOften(RunningContainer container) throws IOException {
    Map<String, Integer> answers = new TreeMap<>();
    try (LogWire wire = socket(container)) {
      for (int i = 0; i < SUBSCRIPTIONS; i++) {
        if (i % 100 == 0) {
          container.say(5, 1_000);
        }
        wire.say(subscribe("c" + i));
        answers.merge(answer(wire), 1, Integer::sum);
      }
    }
    assertThat(answers).isEqualTo(
        Map.of("log.subscribed", 100, "too_many_subscriptions", SUBSCRIPTIONS - 100));
  }

  private static String answer(LogWire wire) throws IOException {
    JsonNode message = LogTransport.json(wire.hear());
    while (!message.has("reply")) {
      message = LogTransport.json(wire.hear());
    }
    String code = message.at("/data/code").asText();
    return code.isEmpty() ? message.path("subject").asText() : code;
  }

  private static String subscribe(String container) {
    return "{\"subject\": \"log.subscribe\", \"reply\": \"1\", \"data\": {\"containerId\": \""
        + container + "\"}}";
  }

  private static LogWire socket(RunningContainer container) throws IOException {
    return LogWire.socket(container.log(), bytes -> bytes).require(101);
  }
}
