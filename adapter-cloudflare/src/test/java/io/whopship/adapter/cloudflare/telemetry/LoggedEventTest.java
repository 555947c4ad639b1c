package io.whopship.adapter.cloudflare.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.adapter.cloudflare.api.Json;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoggedEventTest {

  private static final Instant AT = Instant.ofEpochMilli(1_767_268_800_123L);

  private static LoggedEvent event(String json) {
    try {
      return LoggedEvent.of(Json.read(json.getBytes(UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<LogLine> said(String level, String source) {
    return event("""
        {"timestamp": 1767268800123, "source": %s,
         "$metadata": {"id": "01K", "service": "whopship-7-1", "type": "cf-worker",
                       "level": "%s", "message": "as Cloudflare shows it"}}
        """.formatted(source, level)).lines();
  }

  private static List<LogLine> asked(String workers) {
    return event("""
        {"timestamp": 1767268800123, "source": {"level": "info", "message": "GET https://x/"},
         "$metadata": {"id": "01K", "service": "whopship-7-1", "type": "cf-worker-event"},
         "$workers": %s}
        """.formatted(workers)).lines();
  }

  @Test
  void isKnownByItsIdItsScriptAndItsTime() {
    LoggedEvent event = event("""
        {"timestamp": 1767268800123, "source": "hello",
         "$metadata": {"id": "01K", "service": "whopship-7-1", "type": "cf-worker"}}
        """);

    assertThat(event).isEqualTo(new LoggedEvent("01K", "whopship-7-1", AT,
        List.of(new LogLine(AT, LogType.STDOUT, "console", "hello"))));
  }

  @ParameterizedTest
  @CsvSource({"log, STDOUT", "info, STDOUT", "debug, STDOUT", "warn, STDERR", "error, STDERR"})
  void aLevelIsOneOfTwoStreams(String level, LogType type) {
    assertThat(said(level, "\"hello\"")).containsExactly(
        new LogLine(AT, type, "console", "hello"));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '\0', value = {
      "\"text\" | text",
      "{\"level\":\"log\",\"message\":\"text\"} | text",
      "{\"level\":\"log\",\"message\":[\"a\",1,{\"b\":true}]} | a 1 {\"b\":true}",
      "{\"user\":7,\"message\":\"text\"} | {\"user\":7,\"message\":\"text\"}",
      "null | as Cloudflare shows it"})
  void whatWasPrintedIsTheText(String source, String text) {
    assertThat(said("log", source)).singleElement()
        .extracting(LogLine::message)
        .isEqualTo(text);
  }

  @Test
  void aTextOfManyLinesIsManyLines() {
    assertThat(said("log", "\"one\\ntwo\"")).extracting(LogLine::message)
        .containsExactly("one", "two");
  }

  @Test
  void whatWasThrownComesWithItsStack() {
    List<LogLine> lines = said("error", """
        {"level": "error", "message": "no such page",
         "exception": {"name": "TypeError", "message": "no such page", "stack": "    at render"}}
        """);

    assertThat(lines).extracting(LogLine::message)
        .containsExactly("TypeError: no such page", "    at render");
    assertThat(lines).extracting(LogLine::type).containsOnly(LogType.ERROR);
    assertThat(lines).extracting(LogLine::step).containsOnly("exception");
    assertThat(said("error", """
        {"level": "error", "message": "x", "stack": "Error: x\\n    at render"}
        """)).extracting(LogLine::message).containsExactly("Error: x", "    at render");
  }

  @Test
  void aRequestIsALineWithoutItsQuery() {
    assertThat(asked("""
        {"outcome": "ok", "eventType": "fetch", "executionModel": "stateless", "wallTimeMs": 12,
         "event": {"request": {"method": "GET", "path": "/shop?token=1", "url": "https://x/shop",
                               "headers": {"x-request-id": "r-1"}},
                   "response": {"status": 404}}}
        """)).containsExactly(new LogLine(AT, LogType.INFO, "request", "GET /shop 404", null,
        Map.of("method", "GET", "path", "/shop", "status", "404", "outcome", "ok",
            "duration_ms", "12", "request_id", "r-1")));
  }

  @Test
  void aRequestWithoutAnAnswerSaysHowItEnded() {
    assertThat(asked("""
        {"outcome": "exceededCpu", "event": {"request": {"method": "GET", "path": "/"}}}
        """)).extracting(LogLine::message).containsExactly("GET / exceededCpu");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '\0', value = {
      "{\"outcome\":\"ok\",\"event\":{\"cron\":\"* * * * *\"}}",
      "{\"outcome\":\"ok\",\"executionModel\":\"durableObject\","
          + "\"event\":{\"request\":{\"method\":\"GET\",\"path\":\"/\"}}}"})
  void whatNoVisitorAskedIsNotTold(String workers) {
    assertThat(asked(workers)).isEmpty();
  }
}
