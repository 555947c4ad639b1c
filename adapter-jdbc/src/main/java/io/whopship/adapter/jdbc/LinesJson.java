package io.whopship.adapter.jdbc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogType;
import java.util.List;
import java.util.Map;

/** The lines of a chunk as stored. Members that a line does not have are left out. */
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
      ObjectNode node = array.addObject()
          .put("at", Json.write(line.at()))
          .put("type", TYPES.word(line.type()))
          .put("step", line.step())
          .put("message", line.message());
      if (line.progress() != null) {
        node.put("progress", line.progress());
      }
      if (!line.metadata().isEmpty()) {
        node.set("metadata", MetadataJson.texts(line.metadata()));
      }
    }
    return array.toString();
  }

  static List<LogLine> read(JsonNode array) {
    return Json.list(array, line -> new LogLine(Json.instant(line, "at"),
        TYPES.read(Json.text(line, "type")), Json.text(line, "step"),
        Json.text(line, "message"),
        line.has("progress") ? Json.number(line, "progress") : null,
        line.has("metadata") ? MetadataJson.texts(line.required("metadata")) : Map.of()));
  }
}
