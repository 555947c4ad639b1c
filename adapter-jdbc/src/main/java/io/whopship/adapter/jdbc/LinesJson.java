package io.whopship.adapter.jdbc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogType;
import java.util.List;

/** The lines of a chunk as stored. */
final class LinesJson {

  private static final Words<LogType> TYPES = new Words<>(LogType.values(), type -> switch (type) {
    case THINKING -> "thinking";
    case CODING -> "coding";
    case INFO -> "info";
    case ERROR -> "error";
    case SUCCESS -> "success";
    case STDOUT -> "stdout";
    case STDERR -> "stderr";
  });

  private LinesJson() {}

  static String write(List<LogLine> lines) {
    ArrayNode array = Json.array();
    for (LogLine line : lines) {
      array.addObject()
          .put("at", Json.write(line.at()))
          .put("type", TYPES.word(line.type()))
          .put("step", line.step())
          .put("message", line.message());
    }
    return array.toString();
  }

  static List<LogLine> read(JsonNode array) {
    return Json.list(array, line -> new LogLine(Json.instant(line, "at"),
        TYPES.read(Json.text(line, "type")), Json.text(line, "step"),
        Json.text(line, "message")));
  }
}
