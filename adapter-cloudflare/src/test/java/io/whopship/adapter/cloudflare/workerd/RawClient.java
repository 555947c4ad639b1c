package io.whopship.adapter.cloudflare.workerd;

import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/** Sends a request target as it is written, be it a URL or not. */
public final class RawClient implements AutoCloseable {

  /** Fields are by name in lower case; several of one name are joined. */
  public record Answer(int status, String body, Map<String, String> headers) {

    /** {@code status}, {@code body} and names of fields. */
    public Set<String> differingFrom(Answer other) {
      Map<String, String> mine = parts();
      Map<String, String> others = other.parts();
      Set<String> names = new TreeSet<>(mine.keySet());
      names.addAll(others.keySet());
      names.removeIf(name -> Objects.equals(mine.get(name), others.get(name)));
      return names;
    }

    private Map<String, String> parts() {
      Map<String, String> parts = new TreeMap<>(headers);
      parts.keySet().removeAll(NOT_COMPARED);
      parts.computeIfPresent("etag", (name, tag) -> tag.replaceAll("[0-9a-f]{32}", "hash"));
      parts.put("status", Integer.toString(status));
      parts.put("body", body);
      return parts;
    }
  }

  private static final Set<String> NOT_COMPARED = Set.of("connection", "keep-alive", "date",
      "transfer-encoding", "content-length", "cf-cache-status", "x-mf-additional-response-log",
      "accept-ranges");

  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private final HttpClient client = vertx.createHttpClient(
      new HttpClientOptions().setKeepAlive(false)); // or one that is just closing may be taken

  /** A request like {@code GET /path | Name: value}. */
  public CompletableFuture<Answer> ask(int port, String host, String request) {
    String[] parts = request.split(" \\| ", -1);
    String[] line = parts[0].split(" ", 2);
    RequestOptions options = new RequestOptions().setMethod(HttpMethod.valueOf(line[0]))
        .setHost("127.0.0.1")
        .setPort(port)
        .setURI(line[1])
        .putHeader("Host", host);
    for (int i = 1; i < parts.length; i++) {
      String[] header = parts[i].split(": ", 2);
      options.putHeader(header[0], header[1]);
    }
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    // On the loop itself, for a body that arrives before somebody waits for it is lost.
    loop.runOnContext(now -> client.request(options)
        .compose(HttpClientRequest::send)
        .compose(response -> response.body()
            .map(body -> new Answer(response.statusCode(), body.toString(),
                fields(response.headers()))))
        .onComplete(answer::complete, answer::completeExceptionally));
    return answer;
  }

  private static Map<String, String> fields(MultiMap headers) {
    Map<String, String> fields = new TreeMap<>();
    headers.forEach((name, value) -> fields.merge(name.toLowerCase(Locale.ROOT), value,
        (one, other) -> one + ", " + other));
    return fields;
  }

  @Override
  public void close() {
    vertx.close().await();
  }
}
