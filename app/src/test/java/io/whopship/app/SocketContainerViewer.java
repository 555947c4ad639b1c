package io.whopship.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Instant;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** By WebSocket. */
final class SocketContainerViewer extends ContainerViewer {

  private final HttpClient http = HttpClient.newHttpClient();
  private final Caller caller;
  private final String agent;
  private final String container;

  SocketContainerViewer(Caller caller, String agent, String container) {
    this.caller = caller;
    this.agent = agent;
    this.container = container;
  }

  @Override
  void visit(@Nullable String after) throws IOException, InterruptedException {
    URI url = URI.create(caller.api().toString().replaceFirst("^http", "ws") + "/api/agents/"
        + agent + "/logs/ws");
    Messages messages = new Messages();
    WebSocket socket;
    try {
      socket = http.newWebSocketBuilder()
          .header("Authorization", "Bearer " + caller.token())
          .buildAsync(url, messages)
          .join();
    } catch (CompletionException e) {
      throw new IOException(e);
    }
    try {
      String from = after == null ? "" : ",\"cursor\":\"" + after + "\"";
      socket.sendText("{\"subject\":\"log.subscribe\",\"data\":{\"containerId\":\"" + container
          + "\"" + from + "}}", true).join();
      messages.ended.await();
    } catch (CompletionException e) {
      throw new IOException(e);
    } finally {
      socket.abort();
    }
  }

  private final class Messages implements WebSocket.Listener {

    private final CountDownLatch ended = new CountDownLatch(1);
    private final StringBuilder text = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
      Instant now = Instant.now();
      text.append(part);
      if (last) {
        JsonNode message = json(text.toString());
        text.setLength(0);
        take(message.path("subject").asText(), message.path("data"), now);
      }
      socket.request(1);
      return null;
    }

    private void take(String subject, JsonNode data, Instant now) {
      switch (subject) {
        case "log.subscribed" -> begun();
        case "log.history" -> data.path("lines").forEach(line -> line(line, "timestamp", now));
        case "log.line" -> line(data, "timestamp", now);
        case "log.gap" -> gap(data);
        case "log.stream.error" -> {
          trouble(data.path("error").asText());
          if (data.path("error").asText().contains("agent is not connected")) {
            ended.countDown();
          }
        }
        default -> {
        }
      }
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
      ended.countDown();
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      ended.countDown();
    }
  }
}
