package io.whopship.app.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;

/** Speaks to the API and to sites as any program would. */
final class DemoClient {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();
  private final URI api;
  private final String token;

  DemoClient(URI api, String token) {
    this.api = api;
    this.token = token;
  }

  JsonNode post(String path, Map<String, ?> body) {
    try {
      String text = json.writeValueAsString(body);
      return json.readTree(send(call(path).header("Content-Type", "application/json")
          .POST(BodyPublishers.ofString(text))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  JsonNode get(String path) {
    return tree(send(call(path).GET()));
  }

  /** The log so far; empty while there is none. */
  String log(String path) {
    HttpResponse<String> answer = exchange(call(path).GET());
    return answer.statusCode() == 404 ? "" : requireSuccess(answer);
  }

  void upload(String url, byte[] zip) {
    send(HttpRequest.newBuilder(URI.create(url))
        .timeout(TIMEOUT)
        .header("Content-Type", "application/zip")
        .PUT(BodyPublishers.ofByteArray(zip)));
  }

  /** A page of a site, for a visitor who was never there. */
  String visit(URI site, String path) {
    // Java does not resolve names under localhost, as browsers do.
    boolean local = site.getHost().endsWith(".localhost");
    URI address = local
        ? URI.create("http://127.0.0.1:" + site.getPort() + path)
        : site.resolve(path);
    HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(TIMEOUT);
    if (local) {
      request.header("Host", site.getAuthority());
    }
    return send(request);
  }

  private HttpRequest.Builder call(String path) {
    return HttpRequest.newBuilder(api.resolve(path))
        .timeout(TIMEOUT)
        .header("Authorization", "Bearer " + token);
  }

  private JsonNode tree(String text) {
    try {
      return json.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String send(HttpRequest.Builder request) {
    return requireSuccess(exchange(request));
  }

  private static String requireSuccess(HttpResponse<String> answer) {
    if (answer.statusCode() >= 300) {
      throw new IllegalStateException(
          answer.request().method() + " " + answer.request().uri().getPath()
              + " answered " + answer.statusCode() + ": " + answer.body());
    }
    return answer.body();
  }

  private HttpResponse<String> exchange(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
