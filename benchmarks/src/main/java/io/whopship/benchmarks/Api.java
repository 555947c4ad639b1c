package io.whopship.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** The API of a server, as its callers use it. */
final class Api {

  /** Between two looks at a deployment; what is timed by looking is as coarse as this. */
  private static final Duration POLL = Duration.ofMillis(4);
  private static final Duration SELDOM = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final HttpClient http = HttpClient.newBuilder()
      .version(HttpClient.Version.HTTP_1_1)
      .build();
  private final ObjectMapper json = new ObjectMapper();
  private final URI base;
  private final String token;

  Api(URI base, String token) {
    this.base = base;
    this.token = token;
  }

  int port() {
    return base.getPort();
  }

  String token() {
    return token;
  }

  void createApp(String whopAppId, String subdomain) {
    post("/apps", "{\"whopAppId\": \"%s\", \"name\": \"Benchmark\", \"subdomain\": \"%s\"}"
        .formatted(whopAppId, subdomain));
  }

  /** Creates a deployment and uploads its artifact. Answers its id. */
  long upload(String whopAppId, BodyPublisher zip) {
    JsonNode created = post("/deployments", "{\"whopAppId\": \"%s\"}".formatted(whopAppId));
    send(HttpRequest.newBuilder(URI.create(created.path("uploadUrl").asText()))
        .header("Content-Type", "application/zip")
        .PUT(zip));
    return created.path("deployment").path("id").asLong();
  }

  void trigger(long deployment) {
    post("/deployments/" + deployment + "/trigger", "{}");
  }

  void awaitActive(long deployment) {
    await(deployment, "status", "active");
  }

  /** The same, but seldom looks: each look costs the server some of its time. */
  void awaitActivePatiently(long deployment) {
    await(deployment, "status", "active", SELDOM);
  }

  /** Waits until a member of the deployment has this value. */
  void await(long deployment, String member, String value) {
    await(deployment, member, value, POLL);
  }

  private void await(long deployment, String member, String value, Duration poll) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      JsonNode seen = find(deployment);
      if (seen.path(member).asText().equals(value)) {
        return;
      }
      if (seen.path("status").asText().equals("failed") || System.nanoTime() > deadline) {
        throw new IllegalStateException("not " + member + "=" + value + ", but " + seen);
      }
      Pause.of(poll);
    }
  }

  /** A deployment, as the API shows it. */
  JsonNode find(long deployment) {
    return get("/deployments/" + deployment).path("deployment");
  }

  JsonNode get(String path) {
    return send(call(path).GET());
  }

  private JsonNode post(String path, String body) {
    return send(call(path).header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(body)));
  }

  private HttpRequest.Builder call(String path) {
    return HttpRequest.newBuilder(base.resolve(path)).header("Authorization", "Bearer " + token);
  }

  private JsonNode send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
      if (answer.statusCode() >= 300) {
        throw new IllegalStateException(answer + ": " + answer.body());
      }
      return json.readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
