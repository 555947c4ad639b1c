package io.whopship.adapter.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.whopship.ports.model.logs.LogPage;
import io.whopship.ports.model.logs.LogQuery;
import io.whopship.ports.model.logs.StoredLine;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Writes what was found in a log. */
final class LogPageWriter {

  private final LogQuery query;
  private final OutputStream out;
  private final JsonGenerator json;

  LogPageWriter(LogQuery query, OutputStream out) {
    this.query = query;
    this.out = out;
    this.json = Json.writer(out);
  }

  /** As one document. */
  void json(LogPage page) throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("logs");
    for (StoredLine line : page.lines()) {
      LogLineJson.write(page.epoch(), line, json);
    }
    json.writeEndArray();
    writeMembers(page);
    json.writeEndObject();
    json.close();
  }

  /** A row for each line, and a last one with what else is known. */
  void rows(LogPage page) throws IOException {
    for (StoredLine line : page.lines()) {
      LogLineJson.write(page.epoch(), line, json);
      json.writeRaw('\n');
    }
    json.writeStartObject();
    json.writeObjectFieldStart("end");
    writeMembers(page);
    json.writeEndObject();
    json.writeEndObject();
    json.writeRaw('\n');
    json.close();
  }

  /** A row that says how far the search is; throws if nobody reads it. */
  void progress(long considered, long of, long matches) throws IOException {
    json.writeStartObject();
    json.writeObjectFieldStart("progress");
    json.writeNumberField("considered", considered);
    json.writeNumberField("of", of);
    json.writeNumberField("matches", matches);
    json.writeEndObject();
    json.writeEndObject();
    json.writeRaw('\n');
    json.flush();
  }

  void text(LogPage page) throws IOException {
    out.write(LogPages.text(page.lines()).getBytes(StandardCharsets.UTF_8));
  }

  private void writeMembers(LogPage page) throws IOException {
    if (page.total() == null) {
      json.writeNullField("total");
    } else {
      json.writeNumberField("total", page.total());
    }
    json.writeNumberField("limit", query.limit());
    json.writeNumberField("offset", query.offset());
    json.writeBooleanField("has_more", page.hasMore());
    json.writeStringField("cursor", page.next().toString());
    json.writeNumberField("scanned", page.scanned());
    LogPage.Stopped stopped = page.stopped();
    json.writeStringField("stopped",
        stopped == null ? null : stopped.name().toLowerCase(Locale.ROOT));
    if (page.gap() == null) {
      json.writeNullField("gap");
    } else {
      json.writeFieldName("gap");
      LogLineJson.write(page.gap(), json);
    }
  }
}
