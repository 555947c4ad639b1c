package io.whopship.adapter.cloudflare.dispatch;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.whopship.adapter.cloudflare.upload.ScriptBinding;
import io.whopship.adapter.cloudflare.workerd.assets.ContentTypes;
import io.whopship.ports.driven.ArtifactReader.OpenArtifact;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.ports.model.rollout.Route;
import io.whopship.ports.model.rollout.Traffic;
import io.whopship.testkit.FakeArtifact;
import io.whopship.testkit.cloudflare.UploadedScript;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The dispatcher on workerd, before scripts and records of a test's own. */
final class RunningDispatcher implements CloudflareRuntime.Platform, AutoCloseable {

  static final String HOST = "my-app.example.com";
  static final Secret PROBE_SECRET = new Secret("secret0of0probes");

  private final Map<String, UploadedScript> scripts = new ConcurrentHashMap<>();
  private final Map<String, byte[]> records = new ConcurrentHashMap<>();
  private final HttpClient client = HttpClient.newHttpClient();
  private final CloudflareRuntime runtime;

  private RunningDispatcher(Path directory) {
    this.runtime = CloudflareRuntime.start(this, PROBE_SECRET, directory, "example.com");
  }

  static RunningDispatcher start(Path directory) {
    return new RunningDispatcher(directory);
  }

  static ReleaseName release(int deployment) {
    return release(7, deployment);
  }

  static ReleaseName release(int app, int deployment) {
    return new ReleaseName(new AppId(app), new DeploymentId(deployment));
  }

  CloudflareRuntime runtime() {
    return runtime;
  }

  HttpClient client() {
    return client;
  }

  /** The worker of the sample artifact, in the version {@code v<deployment>}. */
  RunningDispatcher hello(int deployment) {
    FakeArtifact hello = FakeArtifact.helloWorker("v" + deployment);
    try (OpenArtifact content = hello.open();
        InputStream worker = content.read(content.entries().getFirst())) {
      return upload(release(deployment), new String(worker.readAllBytes(), UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  RunningDispatcher upload(ReleaseName release, String worker) {
    return upload(release, worker, Map.of());
  }

  /** With assets, by their paths. */
  RunningDispatcher upload(ReleaseName release, String worker, Map<String, String> assets) {
    JsonArray bindings = new JsonArray()
        .add(binding(Dispatcher.selfReference("SELF", "dispatcher", release)));
    JsonObject metadata = new JsonObject().put("main_module", "index.js")
        .put("compatibility_date", "2026-04-15")
        .put("compatibility_flags", new JsonArray())
        .put("bindings", bindings);
    Map<String, UploadedScript.Asset> uploaded = new ConcurrentHashMap<>();
    assets.forEach((path, text) -> uploaded.put(path,
        new UploadedScript.Asset(ContentTypes.ofPath(path).orElseThrow(), text.getBytes(UTF_8))));
    scripts.put(release.toString(), new UploadedScript("sites", release.toString(),
        metadata.encode(), List.of(new UploadedScript.Module("index.js",
            "application/javascript+module", worker.getBytes(UTF_8))),
        uploaded, List.of(), UUID.randomUUID().toString()));
    return this;
  }

  private static JsonObject binding(ScriptBinding binding) {
    return new JsonObject(new HashMap<>(binding.fields())).put("name", binding.name())
        .put("type", binding.type());
  }

  void remove(ReleaseName release) {
    scripts.remove(release.toString());
  }

  RunningDispatcher route(String host, Traffic traffic, ReleaseName... kept) {
    return route(new Route(host, 1, "salt", traffic, List.of(kept)), release -> null);
  }

  RunningDispatcher route(Route route, Function<ReleaseName, @Nullable String> deploymentIds) {
    records.put(RouteRecord.key(route.host()),
        RouteRecord.of(route, deploymentIds, null).encode());
    return this;
  }

  RunningDispatcher record(String host, String json) {
    records.put(RouteRecord.key(host), json.getBytes(UTF_8));
    return this;
  }

  @Override
  public Optional<UploadedScript> script(String name) {
    return Optional.ofNullable(scripts.get(name));
  }

  @Override
  public Optional<byte[]> route(String key) {
    return Optional.ofNullable(records.get(key));
  }

  /** Java does not resolve the names of sites. */
  HttpRequest.Builder request(String host, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + runtime.port() + path))
        .header("Host", host)
        .timeout(Duration.ofSeconds(20));
  }

  HttpResponse<String> get(String path, String... headers) throws Exception {
    return ask(HOST, path, headers);
  }

  HttpResponse<String> ask(String host, String path, String... headers) throws Exception {
    HttpRequest.Builder request = request(host, path);
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  @Override
  public void close() {
    client.close();
    runtime.close();
  }
}
