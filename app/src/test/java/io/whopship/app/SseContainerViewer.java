package io.whopship.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** By server-sent events. */
final class SseContainerViewer extends ContainerViewer {

  private final HttpClient http = HttpClient.newHttpClient();
  private final HttpRequest request;

  SseContainerViewer(Caller caller, String agent, String container) {
    this.request = HttpRequest
        .newBuilder(caller.api()
            .resolve("/api/agents/" + agent + "/containers/" + container + "/logs/stream"))
        .header("Authorization", "Bearer " + caller.token())
        .build();
  }

  @Override
  void visit(@Nullable String after) throws IOException, InterruptedException {
    HttpRequest next = after == null
        ? request
        : HttpRequest.newBuilder(request, (name, value) -> true)
            .header("Last-Event-ID", after)
            .build();
    HttpResponse<InputStream> response = http.send(next, BodyHandlers.ofInputStream());
    try (BufferedReader body = new BufferedReader(new InputStreamReader(response.body(), UTF_8))) {
      if (response.statusCode() == 200) {
        begun();
        read(body);
      }
    }
  }

  private void read(BufferedReader body) throws IOException {
    String event = "";
    for (String text = body.readLine(); text != null; text = body.readLine()) {
      if (text.startsWith("event: ")) {
        event = text.substring("event: ".length());
      } else if (text.startsWith("data: ")) {
        take(event, json(text.substring("data: ".length())), Instant.now());
      }
    }
  }

  private void take(String event, JsonNode data, Instant now) {
    switch (event) {
      case "log" -> line(data, "created_at", now);
      case "gap" -> gap(data);
      case "trouble" -> trouble(data.path("message").asText());
      default -> {
      }
    }
  }
}
