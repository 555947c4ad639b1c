package io.whopship.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A WebSocket as a browser has it, for one test. */
final class SocketClient implements WebSocket.Listener {

  private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
  private final CompletableFuture<String> end = new CompletableFuture<>();
  private final CompletableFuture<ByteBuffer> pong = new CompletableFuture<>();
  private final AtomicInteger pings = new AtomicInteger();
  private final StringBuilder part = new StringBuilder();
  private WebSocket socket;

  @SuppressWarnings("NullAway.Init") // the socket is there once it is open
  private SocketClient() {}

  static SocketClient open(HttpClient client, URI uri, String... headers) {
    SocketClient listener = new SocketClient();
    WebSocket.Builder builder = client.newWebSocketBuilder();
    for (int i = 0; i < headers.length; i += 2) {
      builder.header(headers[i], headers[i + 1]);
    }
    try {
      listener.socket = builder.buildAsync(uri, listener).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof WebSocketHandshakeException refused) {
        throw new Refused(refused.getResponse().statusCode());
      }
      throw e;
    }
    return listener;
  }

  /** The server did not want to. */
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;
    final int status;

    Refused(int status) {
      super("refused with " + status);
      this.status = status;
    }
  }

  WebSocket raw() {
    return socket;
  }

  SocketClient say(String json) {
    socket.sendText(json, true).join();
    return this;
  }

  SocketClient say(String subject, String data) {
    return say("{\"subject\": \"" + subject + "\", \"data\": " + data + "}");
  }

  /** The next message. */
  JsonNode hear() {
    try {
      String text = texts.poll(20, TimeUnit.SECONDS);
      assertThat(text).as("a message within 20 s; the end: %s", end).isNotNull();
      return Api.json(text);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The next message is this one. */
  SocketClient hears(String json) {
    assertThat(hear()).isEqualTo(Api.json(json));
    return this;
  }

  /** The next message is of this subject; its data. */
  JsonNode hear(String subject) {
    JsonNode message = hear();
    assertThat(message.path("subject").textValue()).as(message.toString()).isEqualTo(subject);
    return message.path("data");
  }

  int waiting() {
    return texts.size();
  }

  /** The code and the reason of its end. */
  String end() {
    return end.orTimeout(20, TimeUnit.SECONDS).join();
  }

  /** How often the server asked whether it is still there; each was answered. */
  int pings() {
    return pings.get();
  }

  @Override
  public CompletionStage<?> onPing(WebSocket from, ByteBuffer message) {
    pings.incrementAndGet();
    from.request(1);
    return CompletableFuture.completedStage(null);
  }

  /** What a pong brought. */
  ByteBuffer pong() {
    return pong.orTimeout(20, TimeUnit.SECONDS).join();
  }

  @Override
  public CompletionStage<?> onPong(WebSocket from, ByteBuffer message) {
    pong.complete(ByteBuffer.allocate(message.remaining()).put(message).flip());
    from.request(1);
    return CompletableFuture.completedStage(null);
  }

  void leave() {
    socket.abort();
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    part.append(data);
    if (last) {
      texts.add(part.toString());
      part.setLength(0);
    }
    from.request(1);
    return CompletableFuture.completedStage(null);
  }

  @Override
  public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    end.complete(code + " " + reason);
    return CompletableFuture.completedStage(null);
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    end.complete("error " + error);
  }
}
