package io.whopship.agent.link;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The server's end of the protocol, doing what a test says. */
final class ScriptedServer implements AutoCloseable {

  static final String TOKEN = "token-for-one-time";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Vertx vertx = Vertx.vertx();
  private final List<ServerWebSocket> sockets = new CopyOnWriteArrayList<>();
  private final List<JsonNode> received = new CopyOnWriteArrayList<>();
  private final List<String> registered = new CopyOnWriteArrayList<>();
  private final List<String> keys = new CopyOnWriteArrayList<>();
  private volatile boolean knowsKey;
  private volatile int statusOfAll;
  private volatile boolean pausesReading;
  private int port;
  private @Nullable HttpServer server;

  ScriptedServer() {
    open();
  }

  /** Listens, on the same port as before: who calls it meanwhile may hold it for a moment. */
  void open() {
    await().atMost(Duration.ofSeconds(20)).ignoreExceptions().untilAsserted(this::listen);
  }

  private void listen() {
    HttpServer next = vertx.createHttpServer()
        .requestHandler(this::answer);
    port = of(next.listen(port, "127.0.0.1")).actualPort();
    server = next;
  }

  /** Goes away, with all its connections. */
  void goAway() {
    HttpServer open = server;
    if (open != null) {
      of(open.close());
      server = null;
    }
  }

  private static <T> T of(io.vertx.core.Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  void knowsTheKey() {
    knowsKey = true;
  }

  void forgetsTheKey() {
    knowsKey = false;
  }

  void answersAllWith(int status) {
    statusOfAll = status;
  }

  void readsNothing() {
    pausesReading = true;
    sockets.forEach(ServerWebSocket::pause);
  }

  void readsAgain() {
    pausesReading = false;
    sockets.forEach(ServerWebSocket::resume);
  }

  private void answer(HttpServerRequest request) {
    if (statusOfAll != 0) {
      request.response().setStatusCode(statusOfAll).end();
    } else if ("/api/agents/register".equals(request.path())) {
      request.body().onSuccess(body -> register(request, body.toString()));
    } else if ("/api/agents/connect".equals(request.path())) {
      keys.add(String.valueOf(request.getHeader("Authorization")));
      if (knowsKey) {
        request.toWebSocket().onSuccess(this::accept);
      } else {
        request.response().setStatusCode(401).end();
      }
    } else {
      request.response().setStatusCode(404).end();
    }
  }

  private void register(HttpServerRequest request, String body) {
    JsonNode node = parse(body);
    if (node.path("token").asText().equals(TOKEN)) {
      registered.add(node.path("keyHash").asText());
      knowsKey = true;
      request.response().end("{\"agentId\":\"a\",\"name\":\"host one\"}");
    } else {
      request.response().setStatusCode(401).end();
    }
  }

  private void accept(ServerWebSocket socket) {
    sockets.add(socket);
    socket.textMessageHandler(text -> received.add(parse(text)));
    socket.writeFrame(WebSocketFrame.textFrame(
        "{\"subject\":\"agent.welcome\",\"data\":{\"agentId\":\"a\",\"name\":\"host one\"}}",
        true));
    if (pausesReading) {
      socket.pause();
    }
  }

  private static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void send(String text) {
    of(sockets.getLast().writeTextMessage(text));
  }

  void cut(short status, String reason) {
    sockets.getLast().close(status, reason);
  }

  int connections() {
    return sockets.size();
  }

  void awaitConnections(int number) {
    await().atMost(Duration.ofSeconds(20)).until(() -> sockets.size() >= number);
  }

  /** The hashes of keys that were registered. */
  List<String> registered() {
    return registered;
  }

  /** What came as credential, each time. */
  List<String> keys() {
    return keys;
  }

  List<JsonNode> received(String subject) {
    return received.stream().filter(node -> node.path("subject").asText().equals(subject)).toList();
  }

  JsonNode awaitMessage(String subject) {
    return awaitMessage(node -> node.path("subject").asText().equals(subject));
  }

  JsonNode awaitReply(String reply) {
    return awaitMessage(node -> node.path("reply").asText().equals(reply));
  }

  private JsonNode awaitMessage(Predicate<JsonNode> which) {
    await().atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> received.stream().anyMatch(which));
    return received.stream().filter(which).findFirst().orElseThrow();
  }

  /** All lines of a container that came, in order, as position and message. */
  List<String> lines(String container) {
    return received("log.line").stream()
        .map(node -> node.path("data"))
        .filter(data -> data.path("containerId").asText().equals(container))
        .flatMap(data -> {
          long first = data.path("first").asLong();
          List<String> lines = new CopyOnWriteArrayList<>();
          for (JsonNode line : data.path("lines")) {
            lines.add(first + lines.size() + " " + line.path("message").asText());
          }
          return lines.stream();
        })
        .toList();
  }

  @Override
  public void close() {
    of(vertx.close());
  }
}
