package io.whopship.adapter.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.whopship.ports.model.logs.Cursor;
import io.whopship.ports.model.logs.LogGap;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogType;
import io.whopship.ports.model.logs.StoredLine;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A line as JSON, the same on every transport: the members of the codespace guide, and the cursor.
 */
final class LogLineJson {

  private static final Map<String, LogType> TYPES = Arrays.stream(LogType.values())
      .collect(Collectors.toUnmodifiableMap(LogLineJson::word, type -> type));

  private LogLineJson() {}

  static void write(String epoch, StoredLine stored, JsonGenerator json) throws IOException {
    json.writeStartObject();
    writeMembers(epoch, stored, json);
    json.writeEndObject();
  }

  /** Without the braces, for those who have more to say about it. */
  static void writeMembers(String epoch, StoredLine stored, JsonGenerator json)
      throws IOException {
    Cursor cursor = new Cursor(epoch, stored.position());
    LogLine line = stored.line();
    json.writeStringField("id", cursor.lineId().toString());
    json.writeStringField("step_name", Json.wellFormed(line.step()));
    json.writeStringField("log_type", word(line.type()));
    json.writeStringField("message", Json.wellFormed(line.message()));
    json.writeStringField("created_at", Json.timestamp(line.at()));
    if (line.progress() == null) {
      json.writeNullField("progress_percentage");
    } else {
      json.writeNumberField("progress_percentage", line.progress());
    }
    json.writeObjectFieldStart("metadata");
    for (Map.Entry<String, String> member : line.metadata().entrySet()) {
      json.writeStringField(Json.wellFormed(member.getKey()), Json.wellFormed(member.getValue()));
    }
    json.writeEndObject();
    json.writeStringField("cursor", cursor.toString());
  }

  static void write(LogGap gap, JsonGenerator json) throws IOException {
    json.writeStartObject();
    writeMembers(gap, json);
    json.writeEndObject();
  }

  static void writeMembers(LogGap gap, JsonGenerator json) throws IOException {
    json.writeStringField("from", gap.from().toString());
    json.writeStringField("to", gap.to().toString());
    if (gap.count() == null) {
      json.writeNullField("count");
    } else {
      json.writeNumberField("count", gap.count());
    }
    json.writeStringField("reason", gap.reason().name().toLowerCase(Locale.ROOT));
  }

  static String word(LogType type) {
    return type.name().toLowerCase(Locale.ROOT);
  }

  /** Throws {@link IllegalArgumentException}, naming all there are, for what is no type. */
  static LogType type(String word) {
    LogType type = TYPES.get(word);
    if (type == null) {
      throw new IllegalArgumentException("must be one of " + Arrays.stream(LogType.values())
          .map(LogLineJson::word)
          .collect(Collectors.joining(", ")) + ", but is '" + word + "'");
    }
    return type;
  }
}
