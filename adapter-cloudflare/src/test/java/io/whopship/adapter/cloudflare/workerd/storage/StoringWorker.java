package io.whopship.adapter.cloudflare.workerd.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonObject;
import io.whopship.adapter.cloudflare.workerd.WorkerdBinary;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A real workerd whose worker does whatever it is sent. */
final class StoringWorker implements AutoCloseable {

  private static final String CODE = """
      export default {
        async fetch(request, env) {
          const code = await request.text();
          const run = env.UNSAFE.newAsyncFunction(code, "code", "env");
          try {
            return Response.json({ value: await run(env) });
          } catch (e) {
            return Response.json({ error: String(e.message) });
          }
        },
      };
      """;

  private final Process supervisor;
  private final int port;
  private final Path directory;
  private final HttpClient client = HttpClient.newHttpClient();

  private StoringWorker(Process supervisor, int port, Path directory) {
    this.supervisor = supervisor;
    this.port = port;
    this.directory = directory;
  }

  static StoringWorker start(int gatewayPort, Grant kv, Grant r2) {
    try {
      Path directory = Files.createTempDirectory("storing-worker");
      Files.writeString(directory.resolve("worker.js"), CODE);
      Files.writeString(directory.resolve("config.capnp"),
          config(gatewayPort, kv, r2));
      Path script = directory.resolve("supervise.sh");
      try (InputStream in = Objects.requireNonNull(
          WorkerdBinary.class.getResourceAsStream("supervise.sh"))) {
        Files.copy(in, script);
      }
      Path binary = WorkerdBinary.find(null, List.of(Path.of("workerd"))).path();
      Process supervisor = new ProcessBuilder("/bin/sh", script.toString(), "unlimited",
          binary.toString(),
          "serve", "--experimental", "config.capnp").directory(directory.toFile())
          .redirectError(Redirect.DISCARD)
          .start();
      return new StoringWorker(supervisor, port(supervisor), directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String config(int gatewayPort, Grant kv, Grant r2) {
    return """
        using Workerd = import "/workerd/workerd.capnp";
        const config :Workerd.Config = (
          services = [
            (name = "user", worker = (
              modules = [(name = "worker.js", esModule = embed "worker.js")],
              compatibilityDate = "%1$s",
              bindings = [
                (name = "UNSAFE", unsafeEval = void),
                (name = "KV", kvNamespace = "kv"),
                (name = "R2", r2Bucket = "r2"),
              ],
            )),
            (name = "kv", external = (address = "127.0.0.1:%2$d",
              http = (injectRequestHeaders = [(name = "%3$s", value = "%4$s")]))),
            (name = "r2", external = (address = "127.0.0.1:%2$d",
              http = (injectRequestHeaders = [(name = "%3$s", value = "%5$s")]))),
          ],
          sockets = [(name = "http", address = "127.0.0.1:0", service = "user")],
        );
        """.formatted(WorkerdBinary.NEWEST_COMPATIBILITY_DATE, gatewayPort, Grant.HEADER,
        kv.token(), r2.token());
  }

  private static int port(Process supervisor) throws IOException {
    BufferedReader events = supervisor.inputReader(UTF_8);
    JsonObject event = new JsonObject();
    while (!"listen".equals(event.getString("event"))) {
      event = new JsonObject(
          Objects.requireNonNull(events.readLine(), "workerd did not start"));
    }
    return event.getInteger("port");
  }

  /** What the code, the body of an async function of env, returns. Fails if it throws. */
  @Nullable
  Object run(String code) {
    JsonObject answer = send(code);
    if (answer.containsKey("error")) {
      throw new AssertionError("the worker threw: " + answer.getString("error"));
    }
    return answer.getValue("value");
  }

  JsonObject object(String code) {
    return (JsonObject) Objects.requireNonNull(run(code));
  }

  /** With what the code throws. */
  String failure(String code) {
    JsonObject answer = send(code);
    return Objects.requireNonNull(answer.getString("error"), () -> "it succeeded: " + answer);
  }

  private JsonObject send(String code) {
    HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port))
        .POST(BodyPublishers.ofString(code))
        .timeout(Duration.ofSeconds(60))
        .build();
    try {
      return new JsonObject(client.send(request, BodyHandlers.ofString()).body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    client.close();
    try {
      supervisor.getOutputStream().close();
      supervisor.onExit().join();
      for (String file : List.of("worker.js", "config.capnp", "supervise.sh")) {
        Files.delete(directory.resolve(file));
      }
      Files.delete(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
