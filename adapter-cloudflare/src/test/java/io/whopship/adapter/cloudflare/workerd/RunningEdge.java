package io.whopship.adapter.cloudflare.workerd;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.adapter.cloudflare.workerd.WorkerdSettings.Bounds;
import io.whopship.adapter.cloudflare.workerd.WorkerdSettings.Times;
import io.whopship.ports.driven.ArtifactReader.OpenArtifact;
import io.whopship.ports.driven.Edge.Placement;
import io.whopship.ports.driven.Edge.Placing;
import io.whopship.ports.driven.Incidents;
import io.whopship.ports.driven.WorkerLogs;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.apps.Variables;
import io.whopship.ports.model.artifact.AssetSettings;
import io.whopship.ports.model.artifact.RuntimeSettings;
import io.whopship.ports.model.artifact.WorkerBundle;
import io.whopship.ports.model.rollout.Percent;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.ports.model.rollout.Route;
import io.whopship.ports.model.rollout.StickyId;
import io.whopship.ports.model.rollout.Traffic;
import io.whopship.testkit.FakeArtifact;
import io.whopship.testkit.contract.EdgeRoutingContract.Answer;
import io.whopship.testkit.contract.EdgeRoutingContract.OpenEdge;
import java.io.IOException;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An edge with the real workerd, and a visitor who comes to its front. */
final class RunningEdge implements OpenEdge {

  static final String HOST = "my-app.localhost";
  static final Times QUICK = new Times(Duration.ofSeconds(5), Duration.ofSeconds(20),
      Duration.ofSeconds(5), Duration.ofMinutes(10));

  private final WorkerdEdge edge;
  private final HttpClient client = HttpClient.newHttpClient();

  private RunningEdge(WorkerdEdge edge) {
    this.edge = edge;
  }

  static RunningEdge start(Path stateDirectory) {
    return start(stateDirectory, QUICK);
  }

  static RunningEdge start(Path stateDirectory, Times times) {
    return start(settings(stateDirectory, times));
  }

  static RunningEdge start(WorkerdSettings settings) {
    return start(settings, Incidents.IGNORED);
  }

  static RunningEdge start(WorkerdSettings settings, Incidents incidents) {
    return start(settings, incidents, WorkerLogs.IGNORED);
  }

  static RunningEdge start(WorkerdSettings settings, Incidents incidents, WorkerLogs logs) {
    return new RunningEdge(WorkerdEdge.start(settings, incidents, logs));
  }

  static WorkerdSettings settings(Path stateDirectory, Times times) {
    return new WorkerdSettings(stateDirectory, installedBinary(), "127.0.0.1", 0, "localhost",
        false, Bounds.DEFAULT, times);
  }

  /** Where this module's build puts it. */
  static WorkerdBinary installedBinary() {
    Path home = Path.of(System.getProperty("whopship.home", ".."));
    return WorkerdBinary.find(null, List.of(home.resolve("adapter-cloudflare").resolve("workerd")));
  }

  static ReleaseName release(int deployment) {
    return new ReleaseName(new AppId(7), new DeploymentId(deployment));
  }

  @Override
  public WorkerdEdge edge() {
    return edge;
  }

  Placement place(int deployment, FakeArtifact artifact) {
    return place(deployment, artifact, AssetSettings.DEFAULT);
  }

  Placement place(int deployment, FakeArtifact artifact, AssetSettings assets) {
    RuntimeSettings runtime = new RuntimeSettings(null,
        RuntimeSettings.DEFAULT.compatibilityFlags(), assets);
    WorkerBundle bundle = new WorkerBundle(artifact.bundle().modules(), artifact.bundle().assets(),
        artifact.bundle().cache(), runtime);
    return place(deployment, artifact, bundle, new ArrayList<>());
  }

  Placement place(int deployment, FakeArtifact artifact, WorkerBundle bundle, List<String> log) {
    try (OpenArtifact content = artifact.open()) {
      return edge.place(new Placing(release(deployment), bundle, Variables.NONE), content,
          log::add);
    }
  }

  /** Places {@code helloWorker} in the version {@code v<deployment>}. */
  RunningEdge withHello(int deployment) {
    assertThat(place(deployment, FakeArtifact.helloWorker("v" + deployment)))
        .isInstanceOf(Placement.Placed.class);
    return this;
  }

  void route(long generation, Traffic traffic) {
    edge.route(new Route(HOST, generation, "salt", traffic, List.of()));
  }

  void routeAll(long generation, int deployment) {
    route(generation, new Traffic.Whole(release(deployment)));
  }

  void split(long generation, int stable, int candidate) {
    route(generation,
        new Traffic.Split(release(stable), release(candidate), new Percent(50)));
  }

  /** A request to a host, to be sent to the front; Java does not resolve the names of sites. */
  HttpRequest.Builder request(String host, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + edge.frontPort() + path))
        .header("Host", host + ":" + edge.frontPort())
        .timeout(Duration.ofSeconds(20));
  }

  HttpResponse<String> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request = request(HOST, path);
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  HttpClient client() {
    return client;
  }

  @Override
  public Answer visit(String host, String path, @Nullable StickyId visitor)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = request(host, path);
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

  /** How many workerd run for this JVM. */
  static long processes() {
    return workerd().count();
  }

  /** The workerd that run for this JVM. */
  static Stream<ProcessHandle> workerd() {
    return workerd(ProcessHandle.current());
  }

  static Stream<ProcessHandle> workerd(ProcessHandle server) {
    return server.descendants()
        .filter(process -> process.info().command().orElse("").endsWith("/workerd"));
  }

  @Override
  public void close() {
    client.close();
    edge.close();
    assertThat(processes()).as("workerd that outlive their edge").isZero();
  }
}
