package io.whopship.app;

import io.whopship.testkit.postgres.PostgresServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What servers share: a PostgreSQL, an account on Cloudflare with a bucket, and their secrets. */
final class Cluster implements AutoCloseable {

  private static final HttpClient VISITOR = HttpClient.newHttpClient();

  private final CloudflareAccount account;
  private final String probeSecret;

  private Cluster(CloudflareAccount account, String probeSecret) {
    this.account = account;
    this.probeSecret = probeSecret;
  }

  static Cluster open(Path temporary) throws Exception {
    Path data = temporary.resolve("operator");
    CloudflareAccount account = CloudflareAccount.open(data, temporary);
    return new Cluster(account, Files.readString(data.resolve("probe-secret")).strip());
  }

  CloudflareAccount account() {
    return account;
  }

  /** Makes an empty database, and answers its URL. */
  String newDatabase() {
    PostgresServer postgres = PostgresServer.shared();
    return postgres.url(postgres.newDatabase());
  }

  /** The environments of so many servers on one database. */
  List<Map<String, String>> servers(int count, String database) {
    return IntStream.range(0, count)
        .mapToObj(i -> server("server-" + (char) ('a' + i), database))
        .toList();
  }

  Map<String, String> server(String name, String database) {
    Map<String, String> settings = new HashMap<>(account.settings());
    settings.putAll(Map.of("WHOPSHIP_NODE", name, "WHOPSHIP_DATABASE_URL", database,
        "WHOPSHIP_DATABASE_USER", PostgresServer.USER, "WHOPSHIP_DATABASE_PASSWORD",
        PostgresServer.PASSWORD, "WHOPSHIP_DATABASE_CONNECTIONS", "4", "WHOPSHIP_SIGNING_KEY",
        "signing-key-of-the-tests", "WHOPSHIP_PROBE_SECRET", probeSecret, "WHOPSHIP_ADMIN_TOKEN",
        MortalServers.TOKEN, "WHOPSHIP_DOCKER", "off"));
    settings.put("WHOPSHIP_PEER_URL", "http://127.0.0.1:" + ServerProcess.PORT);
    return settings;
  }

  /** What a new visitor of a site gets. */
  String visit(String site) {
    try {
      HttpResponse<String> answer = VISITOR.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + account.port()
              + "/api/version")).header("Host", site + ".sites.test").build(),
          BodyHandlers.ofString());
      return answer.statusCode() + " " + answer.body();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() throws IOException {
    account.close();
  }
}
