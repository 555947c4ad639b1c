package io.whopship.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

/** Somebody with a token, who calls the API of a server and visits its sites. */
record Caller(URI api, int sitesPort, String token) {

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = new ObjectMapper();

  HttpResponse<String> get(String path) {
    return send(call(path).GET());
  }

  HttpResponse<String> post(String path, String json) {
    return send(call(path).header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(json)));
  }

  HttpResponse<String> delete(String path) {
    return send(call(path).DELETE());
  }

  HttpResponse<String> put(URI url, byte[] zip) {
    return send(HttpRequest.newBuilder(url)
        .header("Content-Type", "application/zip")
        .PUT(BodyPublishers.ofByteArray(zip)));
  }

  /**
   * Asks a site for a page. Names under localhost do not resolve in Java: they go into the header.
   */
  HttpResponse<String> visit(String label, String path) {
    return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + sitesPort + path))
        .header("Host", label + ".localhost:" + sitesPort));
  }

  void createApp(String whopAppId, String subdomain) {
    HttpResponse<String> answer = post("/apps", """
        {"whopAppId": "%s", "name": "My Next.js App", "subdomain": "%s",
         "variables": {"GREETING": "hello"}}""".formatted(whopAppId, subdomain));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
  }

  /** Creates a deployment of {@code app_1} and answers what the API does. */
  JsonNode create() {
    return create("app_1");
  }

  JsonNode create(String whopAppId) {
    return json(post("/deployments", "{\"whopAppId\": \"" + whopAppId + "\"}").body());
  }

  /** Creates, uploads, triggers a deployment of {@code app_1}; answers its number. */
  long deploy(byte[] zip) {
    return deploy("app_1", zip);
  }

  long deploy(String whopAppId, byte[] zip) {
    JsonNode created = create(whopAppId);
    assertThat(put(URI.create(created.at("/uploadUrl").asText()), zip).statusCode()).isEqualTo(200);
    long id = created.at("/deployment/id").asLong();
    assertThat(post("/deployments/" + id + "/trigger", "").statusCode()).isEqualTo(202);
    return id;
  }

  JsonNode deployment(long id) {
    return json(get("/deployments/" + id).body());
  }

  String status(long id) {
    return deployment(id).at("/deployment/status").asText();
  }

  String stage(long id) {
    return deployment(id).at("/deployment/rolloutStage").asText();
  }

  JsonNode awaitFinal(long id) {
    await().pollInterval(Duration.ofMillis(20))
        .atMost(Duration.ofSeconds(40))
        .until(() -> status(id), List.of("active", "failed")::contains);
    return deployment(id);
  }

  private HttpRequest.Builder call(String path) {
    return HttpRequest.newBuilder(api.resolve(path)).header("Authorization", "Bearer " + token);
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return HTTP.send(request.build(), BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new AssertionError(text, e);
    }
  }
}
