package io.whopship.adapter.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.whopship.adapter.http.socket.Pulse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A running API on a free port, and a client that talks to it as {@code acme}. */
final class Api implements BeforeEachCallback, AfterEachCallback {

  static final RemoteHost.Times AGENT_TIMES = new RemoteHost.Times(Duration.ofSeconds(2),
      Duration.ofSeconds(5));

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private final HttpClient client = HttpClient.newBuilder()
      .version(HttpClient.Version.HTTP_1_1)
      .build();

  private final Core core;
  private final HttpSettings settings;
  private final LongSupplier nanoTime;
  private final Pulse pulse;
  private final HttpApi server;
  private int port;

  Api(Core core) {
    this(core, HttpSettings.at("127.0.0.1", 0));
  }

  /** Of a core that keeps these answers. */
  Api(Core core, FakeAnswers answers) {
    this(answering(core, answers));
  }

  private static Core answering(Core core, FakeAnswers answers) {
    core.answerOnce = answers;
    return core;
  }

  Api(Core core, HttpSettings settings) {
    this(core, settings, System::nanoTime);
  }

  Api(Core core, Pulse pulse) {
    this(core, HttpSettings.at("127.0.0.1", 0), System::nanoTime, pulse);
  }

  Api(Core core, HttpSettings settings, LongSupplier nanoTime) {
    this(core, settings, nanoTime, Pulse.DEFAULT);
  }

  private Api(Core core, HttpSettings settings, LongSupplier nanoTime, Pulse pulse) {
    this.pulse = pulse;
    this.core = core;
    this.nanoTime = nanoTime;
    this.settings = settings;
    this.server = server();
  }

  private HttpApi server() {
    return new HttpApi(settings, core.useCases(),
        (owner, kind) -> core.limits.count(owner, kind), core.telemetry, nanoTime, pulse,
        AGENT_TIMES);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    server.start();
    port = server.port();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    // First the client: a server waits a second for connections that are kept open.
    client.shutdownNow();
    server.close();
  }

  HttpApi running() {
    return server;
  }

  Reply get(String path) {
    return send("GET", path, BodyPublishers.noBody());
  }

  Reply delete(String path) {
    return send("DELETE", path, BodyPublishers.noBody());
  }

  Reply post(String path, String json) {
    return send("POST", path, BodyPublishers.ofString(json), "Content-Type", "application/json");
  }

  Reply patch(String path, String json) {
    return send("PATCH", path, BodyPublishers.ofString(json), "Content-Type", "application/json");
  }

  Reply put(String path, byte[] body, String contentType) {
    return send("PUT", path, BodyPublishers.ofByteArray(body), "Content-Type", contentType);
  }

  /** With the token of acme, and these headers. */
  Reply send(String method, String path, BodyPublisher body, String... headers) {
    HttpRequest.Builder request = request(method, path, body)
        .header("Authorization", "Bearer " + Core.TOKEN);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request.build());
  }

  HttpRequest.Builder request(String method, String path, BodyPublisher body) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .timeout(Duration.ofSeconds(20))
        .method(method, body);
  }

  /** A stream that goes on until it is closed. */
  EventReader follow(HttpRequest request) {
    try {
      return new EventReader(client.send(request, BodyHandlers.ofInputStream()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What comes back must be as the API's document says. */
  Reply send(HttpRequest request) {
    try {
      Reply reply = new Reply(client.send(request, BodyHandlers.ofString()));
      ApiDocument.ours().check(request.method(), request.uri().getRawPath(), reply);
      return reply;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A WebSocket that a test talks on, with these headers. Throws if the server refuses it. */
  SocketClient open(String path, String... headers) {
    return SocketClient.open(client, URI.create("ws://127.0.0.1:" + port + path), headers);
  }

  /** A WebSocket of acme's. */
  SocketClient openAsAcme(String path) {
    return open(path, "Authorization", "Bearer " + Core.TOKEN);
  }

  /** A connection on which a test writes what it likes. */
  Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(20_000);
    return socket;
  }

  /** Writes this and reads until the server has nothing more to say. */
  String exchange(String request) throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  static JsonNode json(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(text, e);
    }
  }

  /** What came back. */
  record Reply(HttpResponse<String> response) {

    int status() {
      return response.statusCode();
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    String text() {
      return response.body();
    }

    JsonNode json() {
      return Api.json(response.body());
    }
  }
}
