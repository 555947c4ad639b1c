package io.whopship.agent.link;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.whopship.ports.model.agents.ContainerName;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogType;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/** Writes {@code log.line}. */
final class LineJson {

  private static final JsonFactory JSON = new JsonFactory();

  private LineJson() {}

  static String of(ContainerName container, String epoch, long first, List<LogLine> lines) {
    StringWriter text = new StringWriter(256 * lines.size());
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("subject", "log.line");
      json.writeObjectFieldStart("data");
      json.writeStringField("containerId", container.value());
      json.writeStringField("epoch", epoch);
      json.writeNumberField("first", first);
      json.writeArrayFieldStart("lines");
      for (LogLine line : lines) {
        json.writeStartObject();
        json.writeStringField("timestamp", line.at().toString());
        json.writeStringField("stream", line.type() == LogType.STDERR ? "stderr" : "stdout");
        json.writeStringField("message", line.message());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
