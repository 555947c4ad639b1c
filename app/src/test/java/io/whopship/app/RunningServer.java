package io.whopship.app;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A whole server on free ports of this machine, and a caller with its admin token. */
final class RunningServer implements AutoCloseable {

  static final String TOKEN = "token-of-the-tests-0123456789";

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Configuration configuration;
  private final Server server;

  private RunningServer(Configuration configuration) throws IOException {
    this.configuration = configuration;
    this.server = Server.start(configuration);
  }

  static RunningServer start(Path data, Map<String, String> settings) throws IOException {
    Map<String, String> all = new HashMap<>(Map.of("WHOPSHIP_DATA", data.toString(),
        "WHOPSHIP_ADMIN_TOKEN", TOKEN, "WHOPSHIP_SOAK", "1s"));
    all.put("WHOPSHIP_PORT", Integer.toString(freePort()));
    all.put("WHOPSHIP_SITES_PORT", Integer.toString(freePort()));
    all.putAll(settings);
    return new RunningServer(Configuration.read(all));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  URI api() {
    return configuration.apiUrl();
  }

  HttpResponse<String> get(String path) {
    return send(call(path).GET());
  }

  HttpResponse<String> post(String path, String json) {
    return send(call(path).header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(json)));
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
    String port = Integer.toString(configuration.sitesPort());
    return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .header("Host", label + ".localhost:" + port));
  }

  private HttpRequest.Builder call(String path) {
    return HttpRequest.newBuilder(api().resolve(path)).header("Authorization", "Bearer " + TOKEN);
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return HTTP.send(request.build(), BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
