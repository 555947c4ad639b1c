package io.whopship.adapter.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads server-sent events as strictly as the printed clients of the codespace guide do. */
final class EventReader implements AutoCloseable {

  final HttpResponse<InputStream> response;
  private final BufferedReader lines;

  EventReader(HttpResponse<InputStream> response) {
    this.response = response;
    this.lines = new BufferedReader(
        new InputStreamReader(response.body(), StandardCharsets.UTF_8));
  }

  /** One event; {@code id} and {@code retry} are {@code null} if they were not sent. */
  record Event(@Nullable String id, String name, JsonNode data, @Nullable String retry) {}

  /** The next one. Fails at the end. */
  Event next() {
    Event event = read();
    if (event == null) {
      throw new AssertionError("the stream has ended");
    }
    return event;
  }

  private @Nullable Event read() {
    String id = null;
    String name = "";
    String data = "";
    String retry = null;
    try {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("id: ")) {
          id = line.substring(4);
        } else if (line.startsWith("event: ")) {
          name = line.substring(7);
        } else if (line.startsWith("retry: ")) {
          retry = line.substring(7);
        } else if (line.startsWith("data: ") && data.isEmpty()) {
          data = line.substring(6);
        } else if (line.isEmpty()) {
          return new Event(id, name, Api.json(data), retry);
        } else {
          throw new AssertionError("no line of an event: " + line);
        }
      }
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All up to the end. */
  List<Event> rest() {
    List<Event> events = new ArrayList<>();
    for (Event event = read(); event != null; event = read()) {
      events.add(event);
    }
    return events;
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
