package io.whopship.adapter.cloudflare.dispatch;

import static io.whopship.adapter.cloudflare.dispatch.RunningDispatcher.release;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import io.whopship.ports.model.rollout.Percent;
import io.whopship.ports.model.rollout.Traffic;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What passes piece by piece, with the dispatcher's cookie and without. */
class DispatcherStreamsTest {

  @TempDir
  static Path directory;

  static RunningDispatcher dispatcher;

  @BeforeAll
  static void publish() {
    String streams = """
        let go = false;
        const ROUTES = {
          "/go": () => { go = true; return new Response("gone"); },
          "/zipped": () => new Response(
            new Response("much ".repeat(1000)).body.pipeThrough(new CompressionStream("gzip")),
            { headers: { "Content-Encoding": "gzip" }, encodeBody: "manual" }),
          "/empty": () => new Response(null, { status: 204 }),
          "/stream": () => {
            go = false;
            const { readable, writable } = new TransformStream();
            (async () => {
              const writer = writable.getWriter();
              await writer.write(new TextEncoder().encode("before\\n"));
              while (!go) await new Promise((resolve) => setTimeout(resolve, 10));
              await writer.write(new TextEncoder().encode("after\\n"));
              await writer.close();
            })();
            return new Response(readable);
          },
          "/first-bytes": async (request) => {
            const { value } = await request.body.getReader().read();
            return new Response(new TextDecoder().decode(value));
          },
        };
        export default {
          fetch: (request) => ROUTES[new URL(request.url).pathname](request),
        };
        """;
    dispatcher = RunningDispatcher.start(directory)
        .hello(1)
        .hello(2)
        .upload(release(3), streams)
        .route("whole.example.com", new Traffic.Whole(release(1)))
        .route("split.example.com",
            new Traffic.Split(release(2), release(1), new Percent(100)))
        .route("whole.streams.example.com", new Traffic.Whole(release(3)))
        .route("split.streams.example.com",
            new Traffic.Split(release(2), release(3), new Percent(100)));
  }

  @AfterAll
  static void close() {
    dispatcher.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"whole", "split"})
  void aStreamPassesChunkByChunk(String kind) throws Exception {
    String host = kind + ".streams.example.com";
    var answer = dispatcher.client()
        .send(dispatcher.request(host, "/stream").build(), BodyHandlers.ofInputStream());
    try (BufferedReader lines = new BufferedReader(
        new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
      assertThat(lines.readLine()).isEqualTo("before"); // while the worker still waits
      dispatcher.ask(host, "/go");
      assertThat(lines.readLine()).isEqualTo("after");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"whole", "split"})
  void aBodyOfAnyLengthArrives(String kind) throws Exception {
    byte[] body = "0123456789".repeat(300_000).getBytes(StandardCharsets.US_ASCII);

    HttpResponse<String> answer = dispatcher.send(dispatcher
        .request(kind + ".example.com", "/api/echo")
        .POST(BodyPublishers.ofByteArray(body)));

    assertThat(new JsonObject(answer.body()).getString("body")).hasSize(3_000_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"whole", "split"})
  void aBodyOfUnknownLengthArrives(String kind) throws Exception {
    HttpResponse<String> answer = dispatcher.send(dispatcher
        .request(kind + ".example.com", "/api/echo")
        .POST(BodyPublishers.fromPublisher(BodyPublishers.ofString("in chunks"))));

    assertThat(new JsonObject(answer.body()).getString("body")).isEqualTo("in chunks");
  }

  @ParameterizedTest
  @ValueSource(strings = {"whole", "split"})
  void whatIsCompressedStaysSo(String kind) throws Exception {
    HttpResponse<byte[]> answer = dispatcher.client()
        .send(dispatcher.request(kind + ".streams.example.com", "/zipped")
            .header("Accept-Encoding", "gzip")
            .build(), BodyHandlers.ofByteArray());

    assertThat(answer.headers().firstValue("Content-Encoding")).contains("gzip");
    try (InputStream text = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
      assertThat(new String(text.readAllBytes(), StandardCharsets.US_ASCII))
          .isEqualTo("much ".repeat(1000));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"whole", "split"})
  void anEmptyAnswerStaysEmpty(String kind) throws Exception {
    assertThat(dispatcher.ask(kind + ".streams.example.com", "/empty").statusCode())
        .isEqualTo(204);
  }

  @ParameterizedTest
  @ValueSource(strings = {"whole", "split"})
  void aWebSocketPasses(String kind) throws Exception {
    Messages messages = new Messages();
    WebSocket socket = dispatcher.client()
        .newWebSocketBuilder()
        .header("Host", kind + ".example.com")
        .buildAsync(URI.create("ws://127.0.0.1:" + dispatcher.runtime().port() + "/api/ws"),
            messages)
        .get(10, TimeUnit.SECONDS);

    socket.sendText("x".repeat(100_000), true).get(10, TimeUnit.SECONDS);

    assertThat(messages.first.get(10, TimeUnit.SECONDS)).startsWith("echo:xxx").hasSize(100_005);
    socket.abort();
  }

  private static final class Messages implements WebSocket.Listener {

    private final StringBuilder parts = new StringBuilder();
    final CompletableFuture<String> first = new CompletableFuture<>();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
      parts.append(part);
      if (last) {
        first.complete(parts.toString());
      }
      socket.request(1);
      return CompletableFuture.completedFuture(null);
    }
  }
}
