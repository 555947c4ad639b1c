package io.whopship.adapter.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.whopship.adapter.http.socket.Texts;
import io.whopship.ports.driving.logs.FollowLog;
import io.whopship.ports.driving.logs.LogEvent;
import io.whopship.ports.model.logs.Cursor;
import io.whopship.ports.model.logs.LogGap;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogSubject;
import io.whopship.ports.model.logs.LogType;
import io.whopship.ports.model.logs.StoredLine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** What viewers are told, as messages on a WebSocket. */
record EventTexts(Watched watched) implements FollowLog.Rendering<Texts> {

  @Override
  public Texts render(List<LogEvent> events) {
    Messages messages = new Messages();
    write(messages, events);
    return messages.texts();
  }

  /** The first that a viewer hears: lines as one message, which is there also if no lines are. */
  Texts history(History history) {
    Messages messages = new Messages();
    if (history.lines().isEmpty()) {
      list(messages, history.lines());
      write(messages, history.before());
    } else {
      write(messages, history.before());
      list(messages, history.lines());
    }
    write(messages, history.after());
    return messages.texts();
  }

  private void write(Messages messages, List<LogEvent> events) {
    for (LogEvent event : events) {
      switch (event) {
        case LogEvent.Lines lines -> singly(messages, lines);
        case LogEvent.Missing missing -> messages.add("log.gap", json -> gap(json, missing.gap()));
        case LogEvent.StatusIs status -> messages.add("log.status", json -> {
          watched.write(json);
          json.writeStringField("status", status.status().word());
          if (status.error() != null) {
            json.writeStringField("error", Json.wellFormed(status.error()));
          }
        });
        case LogEvent.RolloutIs rollout -> messages.add("log.rollout", json -> {
          watched.write(json);
          json.writeStringField("stage", rollout.stage());
          json.writeNumberField("trafficPercent", rollout.share().value());
        });
        case LogEvent.SourceFailed failed -> messages.add("log.stream.error", json -> {
          watched.write(json);
          json.writeStringField("code", "unavailable");
          json.writeStringField("error", Json.wellFormed(failed.reason()));
        });
        case LogEvent.Complete complete -> messages.add("log.complete", json -> {
          watched.write(json);
          json.writeStringField("message", "Task completed");
          json.writeStringField("status", complete.status().word());
        });
      }
    }
  }

  private void list(Messages messages, List<LogEvent.Lines> batches) {
    messages.add("log.history", json -> {
      watched.write(json);
      json.writeArrayFieldStart("lines");
      for (LogEvent.Lines batch : batches) {
        for (StoredLine line : batch.lines()) {
          json.writeStartObject();
          bare(json, batch.epoch(), line);
          json.writeEndObject();
        }
      }
      json.writeEndArray();
    });
  }

  private void singly(Messages messages, LogEvent.Lines lines) {
    for (StoredLine line : lines.lines()) {
      messages.add("log.line", json -> {
        watched.write(json);
        bare(json, lines.epoch(), line);
      });
    }
  }

  private void bare(JsonGenerator json, String epoch, StoredLine line) throws IOException {
    switch (watched.subject()) {
      case LogSubject.OfContainer c -> containerLine(json, epoch, line);
      case LogSubject.OfDeployment d -> LogLineJson.writeMembers(epoch, line, json);
      case LogSubject.OfWorker w -> LogLineJson.writeMembers(epoch, line, json);
    }
  }

  private static void containerLine(JsonGenerator json, String epoch, StoredLine stored)
      throws IOException {
    Cursor cursor = new Cursor(epoch, stored.position());
    LogLine line = stored.line();
    json.writeStringField("cursor", cursor.toString());
    json.writeStringField("id", cursor.lineId().toString());
    json.writeStringField("timestamp", line.at().toString());
    json.writeStringField("stream", line.type() == LogType.STDERR ? "stderr" : "stdout");
    json.writeStringField("message", Json.wellFormed(line.message()));
  }

  private void gap(JsonGenerator json, LogGap gap) throws IOException {
    watched.write(json);
    LogLineJson.writeMembers(gap, json);
  }

  /** Messages one after the other, all by one writer: each costs little more than its bytes. */
  private static final class Messages {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    private final JsonGenerator json = Json.writer(out);
    private final List<byte[]> texts = new ArrayList<>();

    void add(String subject, Envelope.Members members) {
      try {
        Envelope.write(json, subject, null, members);
        json.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      texts.add(out.toByteArray());
      out.reset();
    }

    Texts texts() {
      try {
        json.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return Texts.of(texts);
    }
  }
}
