package io.whopship.testkit.cloudflare;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.whopship.testkit.cloudflare.rest.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Base64;

/** Calls the fake as any program would. */
final class Client implements AutoCloseable {

  static final String BOUNDARY = "----tested";

  private final HttpClient http = HttpClient.newBuilder()
      .version(HttpClient.Version.HTTP_1_1)
      .build();
  private final FakeCloudflare cloudflare;
  private String token;

  Client(FakeCloudflare cloudflare) {
    this.cloudflare = cloudflare;
    this.token = cloudflare.token();
  }

  /** What came back. */
  record Reply(HttpResponse<byte[]> response) {

    int status() {
      return response.statusCode();
    }

    String text() {
      return new String(response.body(), UTF_8);
    }

    JsonNode json() {
      return Json.parse(response.body()).orElse(MissingNode.getInstance());
    }

    JsonNode result() {
      return json().path("result");
    }

    /** The status and the code of the first error, as in {@code 404 10007}. */
    String refusal() {
      return status() + " " + json().path("errors").path(0).path("code").asText();
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }
  }

  Client as(String other) {
    token = other;
    return this;
  }

  /** Something below the account. */
  Reply call(String method, String path, String body) throws IOException {
    return send(method, "/accounts/" + cloudflare.account() + path, "application/json",
        body.getBytes(UTF_8));
  }

  Reply get(String path) throws IOException {
    return call("GET", path, "");
  }

  Reply form(String method, String path, String... parts) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (String part : parts) {
      body.writeBytes(("--" + BOUNDARY + "\r\n" + part + "\r\n").getBytes(UTF_8));
    }
    body.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(UTF_8));
    return send(method, "/accounts/" + cloudflare.account() + path,
        "multipart/form-data; boundary=" + BOUNDARY, body.toByteArray());
  }

  static String field(String name, String content) {
    return "Content-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + content;
  }

  static String file(String name, String type, String content) {
    return "Content-Disposition: form-data; name=\"" + name + "\"; filename=\"" + name
        + "\"\r\nContent-Type: " + type + "\r\n\r\n" + content;
  }

  static String asset(String hash, String type, String content) {
    return file(hash, type, Base64.getEncoder().encodeToString(content.getBytes(UTF_8)));
  }

  /** A worker of one module. */
  Reply upload(String scripts, String name, String metadata, String code) throws IOException {
    return form("PUT", scripts + "/" + name, field("metadata", metadata),
        file("index.js", "application/javascript+module", code));
  }

  Reply send(String method, String path, String type, byte[] body) throws IOException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(cloudflare.baseUrl() + path))
        .timeout(Duration.ofSeconds(20))
        .header("content-type", type)
        .method(method, BodyPublishers.ofByteArray(body));
    if (!token.isEmpty()) {
      request.header("authorization", "Bearer " + token);
    }
    try {
      return new Reply(http.send(request.build(), BodyHandlers.ofByteArray()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
