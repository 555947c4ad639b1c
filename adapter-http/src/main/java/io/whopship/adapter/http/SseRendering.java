package io.whopship.adapter.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.core.JsonGenerator;
import io.whopship.ports.driving.logs.FollowLog;
import io.whopship.ports.driving.logs.LogEvent;
import io.whopship.ports.model.deploy.Status;
import io.whopship.ports.model.logs.Cursor;
import io.whopship.ports.model.logs.StoredLine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Events as server-sent events, by the names of the codespace guide and a few more. Its clients
 * want one space behind each colon, and data in one line.
 */
enum SseRendering implements FollowLog.Rendering<byte[]> {

  INSTANCE;

  /** When a browser is to come back after a stream that has ended. */
  private static final byte[] RETRY = "retry: 1000\n".getBytes(US_ASCII);

  @Override
  public byte[] render(List<LogEvent> events) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    try (JsonGenerator json = Json.writer(out)) {
      for (LogEvent event : events) {
        write(event, json);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static void write(LogEvent event, JsonGenerator json) throws IOException {
    switch (event) {
      case LogEvent.Lines lines -> {
        for (StoredLine line : lines.lines()) {
          begin(json, lines.cursor(line), "log");
          LogLineJson.write(lines.epoch(), line, json);
          end(json);
        }
      }
      case LogEvent.Missing(var gap) -> {
        begin(json, gap.to(), "gap");
        LogLineJson.write(gap, json);
        end(json);
      }
      case LogEvent.StatusIs(Status status, var error) -> {
        begin(json, null, "status");
        json.writeStartObject();
        json.writeStringField("status", status.word());
        if (error != null) {
          json.writeStringField("error", Json.wellFormed(error));
        }
        json.writeEndObject();
        end(json);
      }
      case LogEvent.RolloutIs(var stage, var share) -> {
        begin(json, null, "rollout");
        json.writeStartObject();
        json.writeStringField("stage", stage);
        json.writeNumberField("trafficPercent", share.value());
        json.writeEndObject();
        end(json);
      }
      // Not "error", at which the guide's clients close: it may go on.
      case LogEvent.SourceFailed(String reason) -> writeText(json, "trouble", "message", reason);
      case LogEvent.Complete(Status status) -> {
        begin(json, null, "complete");
        json.writeStartObject();
        json.writeStringField("message", "Task completed");
        json.writeStringField("status", status.word());
        json.writeEndObject();
        end(json);
      }
    }
  }

  static byte[] heartbeat(Instant now) {
    return single("heartbeat", "timestamp", Json.timestamp(now));
  }

  /** The stream ends because it has lasted long enough: whoever wants to may come again. */
  static byte[] timeout() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(RETRY);
    out.writeBytes(single("timeout", "message", "Stream timeout reached"));
    return out.toByteArray();
  }

  static byte[] error(String message) {
    return single("error", "error", message);
  }

  private static byte[] single(String event, String member, String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = Json.writer(out)) {
      writeText(json, event, member, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static void writeText(JsonGenerator json, String event, String member, String text)
      throws IOException {
    begin(json, null, event);
    json.writeStartObject();
    json.writeStringField(member, Json.wellFormed(text));
    json.writeEndObject();
    end(json);
  }

  private static void begin(JsonGenerator json, @Nullable Cursor id, String event)
      throws IOException {
    if (id != null) {
      json.writeRaw("id: ");
      json.writeRaw(id.toString());
      json.writeRaw('\n');
    }
    json.writeRaw("event: ");
    json.writeRaw(event);
    json.writeRaw("\ndata: ");
  }

  private static void end(JsonGenerator json) throws IOException {
    json.writeRaw("\n\n");
  }
}
