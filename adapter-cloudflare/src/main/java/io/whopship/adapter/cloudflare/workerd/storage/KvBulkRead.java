package io.whopship.adapter.cloudflare.workerd.storage;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Many KV values at once, as one JSON object. It is looked at twice, once to see whether it can be
 * answered and once to answer, so that no more than a piece of a value is ever in memory.
 */
record KvBulkRead(List<String> keys, boolean asJson, boolean withMetadata) {

  private static final int MAX_KEYS = 100;
  /** A hundred keys with every character escaped. */
  private static final int MAX_REQUEST_BYTES = 512 * 1024;
  private static final JsonFactory JSON = new JsonFactory();

  static KvBulkRead read(InputStream body) throws RefusedException, IOException {
    try {
      JsonObject request = new JsonObject(
          new String(body.readNBytes(MAX_REQUEST_BYTES), StandardCharsets.UTF_8));
      List<String> keys = request.getJsonArray("keys", new JsonArray())
          .stream()
          .map(String.class::cast)
          .distinct()
          .toList();
      if (keys.isEmpty() || keys.size() > MAX_KEYS) {
        throw RefusedException.kv(400,
            "You can request 1 to " + MAX_KEYS + " keys, but asked for " + keys.size() + ".");
      }
      String type = request.getString("type", "text");
      if (!type.equals("text") && !type.equals("json")) {
        throw RefusedException.kv(400, "\"" + type
            + "\" is not a valid type for many keys. Use \"json\" or \"text\".");
      }
      return new KvBulkRead(keys, type.equals("json"), request.getBoolean("withMetadata", false));
    } catch (DecodeException | ClassCastException e) {
      throw RefusedException.kv(400, "The request for many keys cannot be read: "
          + e.getMessage());
    }
  }

  void answer(Exchange exchange, EntryMap entries) throws RefusedException, IOException {
    check(entries);
    try (Writer answer = new OutputStreamWriter(exchange.beginAnswer(200),
        StandardCharsets.UTF_8)) {
      String separator = "{";
      for (String key : keys) {
        answer.append(separator).append(Json.encode(key)).append(':');
        writeEntry(entries, key, answer);
        separator = ",";
      }
      answer.append('}');
    }
  }

  private void check(EntryMap entries) throws RefusedException, IOException {
    long size = 0;
    for (String key : keys) {
      Optional<OpenEntry> found = entries.open(key);
      if (found.isPresent()) {
        try (OpenEntry open = found.get()) {
          size += open.entry().content().size();
          if (size > KvProtocol.MAX_VALUE_BYTES) {
            throw RefusedException.kv(413, "Total size of the values exceeds the limit of "
                + KvProtocol.MAX_VALUE_BYTES + ". Ask for fewer keys.");
          }
          if (asJson) {
            checkJson(open.bytes());
          }
        }
      }
    }
  }

  private static void checkJson(InputStream value) throws RefusedException, IOException {
    int values = 0;
    try (JsonParser parser = JSON.createParser(value)) {
      while (parser.nextToken() != null) {
        parser.skipChildren();
        values++;
      }
    } catch (JsonProcessingException e) {
      values = 0;
    }
    if (values != 1) {
      throw RefusedException.kv(400,
          "At least one of the requested keys corresponds to a non-JSON value.");
    }
  }

  private void writeEntry(EntryMap entries, String key, Writer answer) throws IOException {
    Optional<OpenEntry> found = entries.open(key);
    if (found.isEmpty()) {
      answer.append("null");
      return;
    }
    try (OpenEntry open = found.get()) {
      answer.append(withMetadata ? "{\"value\":" : "");
      writeValue(new InputStreamReader(open.bytes(), StandardCharsets.UTF_8), answer);
      if (withMetadata) {
        String metadata = open.entry().attributes();
        answer.append(",\"metadata\":").append(metadata.isEmpty() ? "null" : metadata).append('}');
      }
    }
  }

  /** A JSON value goes in as it is: numbers stay as somebody wrote them. */
  private void writeValue(Reader value, Writer answer) throws IOException {
    if (asJson) {
      value.transferTo(answer);
      return;
    }
    answer.append('"');
    char[] chars = new char[8192];
    for (int count = value.read(chars); count >= 0; count = value.read(chars)) {
      for (int i = 0; i < count; i++) {
        char c = chars[i];
        if (c < ' ' || c == '"' || c == '\\') {
          answer.append(String.format("\\u%04x", (int) c));
        } else {
          answer.append(c);
        }
      }
    }
    answer.append('"');
  }
}
