package io.whopship.adapter.cloudflare.edge;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.whopship.adapter.cloudflare.api.ApiSettings;
import io.whopship.adapter.cloudflare.dispatch.CloudflareRuntime;
import io.whopship.adapter.cloudflare.dispatch.RouteRecord;
import io.whopship.adapter.cloudflare.edge.CloudflareSettings.ObjectAccess;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.rollout.Route;
import io.whopship.ports.model.rollout.StickyId;
import io.whopship.testkit.FakeTimer;
import io.whopship.testkit.MovableClock;
import io.whopship.testkit.cloudflare.FakeCloudflare;
import io.whopship.testkit.cloudflare.UploadedScript;
import io.whopship.testkit.contract.EdgeRoutingContract.Answer;
import io.whopship.testkit.contract.EdgeRoutingContract.OpenEdge;
import java.io.IOException;
import java.net.HttpCookie;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The edge of an account on Cloudflare that an operator has set up, and a visitor who comes to the
 * dispatcher. The runtime serves one account after another.
 */
final class OpenCloudflare implements OpenEdge {

  static final Installation INSTALLATION = new Installation("tenants");
  static final Secret PROBE_SECRET = new Secret("secret0of0probes");

  private static final Duration SPREAD = Duration.ofSeconds(3);

  /** Sites on workerd; what is deployed there changes from test to test. */
  static final class Sites implements CloudflareRuntime.Platform, AutoCloseable {

    private final CloudflareRuntime runtime;
    private volatile @Nullable OpenCloudflare account;

    Sites(Path directory) {
      this.runtime = CloudflareRuntime.start(this, PROBE_SECRET, directory, "localhost");
    }

    @Override
    public Optional<UploadedScript> script(String name) {
      OpenCloudflare now = account;
      return now == null
          ? Optional.empty()
          : now.cloudflare.scripts(INSTALLATION.namespace())
              .stream()
              .filter(script -> script.name().equals(name))
              .findFirst();
    }

    @Override
    public Optional<byte[]> route(String key) {
      OpenCloudflare now = account;
      return now == null ? Optional.empty() : now.cloudflare.readAtEdge(now.routes, key);
    }

    @Override
    public void close() {
      runtime.close();
    }
  }

  private final FakeCloudflare cloudflare = FakeCloudflare.start()
      .withDispatchNamespace(INSTALLATION.namespace())
      .withKvWriteLimit();
  private final String routes = cloudflare.createKvNamespace(INSTALLATION.routes());
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<CloudflareEdge> servers = new ArrayList<>();
  private final ObjectAccess objects;
  private final CloudflareEdge edge;

  /** Where visitors come in; {@code 1} if there are none. */
  private final int port;

  /** With sites to visit, and no buckets. */
  OpenCloudflare(Sites sites) throws IOException, InterruptedException {
    this(new ObjectAccess(URI.create("http://127.0.0.1:1"), "none", new Secret("none")),
        sites.runtime.port());
    sites.account = this;
    cloudflare.withStartCheck(script -> script.namespace().isEmpty()
        ? Optional.empty()
        : sites.runtime.startFailure(script));
  }

  /** With buckets, and no sites to visit. */
  OpenCloudflare(ObjectAccess objects) throws IOException, InterruptedException {
    this(objects, 1);
  }

  private OpenCloudflare(ObjectAccess objects, int port) throws IOException, InterruptedException {
    this.port = port;
    putDispatcher();
    this.objects = objects;
    this.edge = server();
  }

  private CloudflareEdge server() {
    CloudflareEdge server = CloudflareEdge.open(new CloudflareSettings(
        ApiSettings.of(cloudflare.baseUrl(), cloudflare.account(),
            new Secret(cloudflare.token())),
        INSTALLATION, PROBE_SECRET, objects, SPREAD, Duration.ZERO, false,
        InetSocketAddress.createUnresolved("127.0.0.1", port)),
        new FakeTimer(new MovableClock(Instant.now())));
    servers.add(server);
    return server;
  }

  /** Another server of the same installation. */
  CloudflareEdge anotherServer() {
    return server();
  }

  /** Bound to by every worker that asks itself, so it has to be there. */
  private void putDispatcher() throws IOException, InterruptedException {
    String boundary = "part";
    String form = """
        --part\r
        Content-Disposition: form-data; name="metadata"\r
        \r
        {"main_module":"dispatcher.js","compatibility_date":"2026-04-15"}\r
        --part\r
        Content-Disposition: form-data; name="dispatcher.js"; filename="dispatcher.js"\r
        Content-Type: application/javascript+module\r
        \r
        export class Self {}; export default {};\r
        --part--\r
        """;
    HttpResponse<String> answer = client.send(HttpRequest
        .newBuilder(URI.create(cloudflare.baseUrl() + "/accounts/" + cloudflare.account()
            + "/workers/scripts/" + INSTALLATION.dispatcher()))
        .header("Authorization", "Bearer " + cloudflare.token())
        .header("Content-Type", "multipart/form-data; boundary=" + boundary)
        .PUT(HttpRequest.BodyPublishers.ofString(form, UTF_8))
        .build(), BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(answer.body());
    }
  }

  FakeCloudflare cloudflare() {
    return cloudflare;
  }

  /** The route of a host as it was written last. */
  Optional<Route> written(String host) {
    return cloudflare.written(routes, RouteRecord.key(host))
        .map(bytes -> RouteRecord.decode(host, bytes).route());
  }

  @Override
  public CloudflareEdge edge() {
    return edge;
  }

  @Override
  public Answer visit(String host, String path, @Nullable StickyId visitor) throws Exception {
    HttpRequest.Builder request = HttpRequest
        .newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .header("Host", host)
        .timeout(Duration.ofSeconds(20));
    if (visitor != null) {
      request.header("Cookie", "theme=dark; " + StickyId.COOKIE + "=" + visitor.value());
    }
    HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
    StickyId minted = response.headers()
        .allValues("Set-Cookie")
        .stream()
        .flatMap(field -> HttpCookie.parse(field).stream())
        .filter(cookie -> cookie.getName().equals(StickyId.COOKIE))
        .map(cookie -> new StickyId(cookie.getValue()))
        .findFirst()
        .orElse(null);
    return new Answer(response.statusCode(), response.body(), minted);
  }

  @Override
  public void close() {
    client.close();
    servers.forEach(CloudflareEdge::close);
    cloudflare.close();
  }
}
