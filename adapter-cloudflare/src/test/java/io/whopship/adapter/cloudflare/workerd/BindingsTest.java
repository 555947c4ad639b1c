package io.whopship.adapter.cloudflare.workerd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.whopship.adapter.cloudflare.workerd.WorkerdSettings.Bounds;
import io.whopship.adapter.cloudflare.workerd.logs.WorkerLogging;
import io.whopship.adapter.cloudflare.workerd.storage.StorageLimits;
import io.whopship.ports.driven.ArtifactReader.OpenArtifact;
import io.whopship.ports.driven.Edge.Placement;
import io.whopship.ports.driven.Edge.Placing;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.apps.Variables;
import io.whopship.ports.model.artifact.AssetSettings;
import io.whopship.ports.model.artifact.Binding;
import io.whopship.ports.model.artifact.RuntimeSettings;
import io.whopship.ports.model.artifact.WorkerBundle;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.ports.model.rollout.Route;
import io.whopship.ports.model.rollout.Traffic;
import io.whopship.testkit.FakeArtifact;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a worker finds in its environment. */
final class BindingsTest {

  /** {@code /<binding>/<method>/<argument>...} calls it; {@code /env} shows what is no object. */
  private static final String WORKER = """
      import { DurableObject } from "cloudflare:workers";

      export class Counter extends DurableObject {
        async fetch() {
          const count = ((await this.ctx.storage.get("count")) ?? 0) + 1;
          await this.ctx.storage.put("count", count);
          return new Response(String(count));
        }
      }

      export default {
        async fetch(request, env) {
          const [, binding, method, ...rest] = new URL(request.url).pathname.split("/");
          if (binding === "env") {
            return Response.json(Object.fromEntries(Object.entries(env).filter(
              ([, value]) => typeof value !== "object" || Object.getPrototypeOf(value) === Object.prototype)));
          }
          const target = env[binding];
          if (method === "count") {
            return target.get(target.idFromName("one")).fetch("http://object/");
          }
          if (method === "fetch") {
            return target.fetch("http://any/" + rest.join("/"));
          }
          const answer = await target[method](...rest.map(decodeURIComponent));
          return new Response(answer?.text ? await answer.text() : String(answer));
        },
      };
      """;

  private static final AppId ONE = new AppId(1);
  private static final AppId OTHER = new AppId(2);

  @TempDir
  private Path directory;

  private RunningEdge edge;
  private final List<String> log = new ArrayList<>();

  @BeforeEach
  void anEdgeRuns() {
    edge = RunningEdge.start(directory);
  }

  @AfterEach
  void theEdgeStops() {
    edge.close();
  }

  private void place(AppId app, int deployment, FakeArtifact artifact, Variables variables,
      Binding... bindings) {
    WorkerBundle plain = artifact.bundle();
    RuntimeSettings runtime = new RuntimeSettings(null, List.of("nodejs_compat"),
        AssetSettings.DEFAULT, List.of(bindings), null);
    ReleaseName name = new ReleaseName(app, new DeploymentId(deployment));
    try (OpenArtifact content = artifact.open()) {
      Placement placement = edge.edge()
          .place(new Placing(name,
              new WorkerBundle(plain.modules(), plain.assets(), plain.cache(), runtime), variables),
              content, log::add);
      assertThat(placement).isInstanceOf(Placement.Placed.class);
    }
    edge.edge()
        .route(new Route(RunningEdge.HOST, deployment, "salt", new Traffic.Whole(name),
            List.of()));
  }

  private void place(AppId app, int deployment, Binding... bindings) {
    place(app, deployment, worker(), Variables.NONE, bindings);
  }

  private static FakeArtifact worker() {
    return FakeArtifact.EMPTY.file("open-next/worker/index.js", WORKER)
        .file("open-next/assets/hello.txt", "an asset");
  }

  private String get(String path) throws Exception {
    return edge.get(path).body();
  }

  @Test
  void aStoreIsTheSameForAllVersionsOfAnApp() throws Exception {
    place(ONE, 1, new Binding.KeyValue("KV"), new Binding.Bucket("R2"));
    get("/KV/put/key/value");
    get("/R2/put/key/object");

    place(ONE, 2, new Binding.KeyValue("KV"), new Binding.Bucket("R2"));

    assertThat(get("/KV/get/key")).isEqualTo("value");
    assertThat(get("/R2/get/key")).isEqualTo("object");
  }

  @Test
  void anAppSeesNothingOfAnotherThatUsesTheSameName() throws Exception {
    place(ONE, 1, new Binding.KeyValue("STORE"));
    get("/STORE/put/key/secret");

    place(OTHER, 2, new Binding.KeyValue("STORE"));

    assertThat(get("/STORE/get/key")).isEqualTo("null");
  }

  @Test
  void storesOfAnAppAreDistinctByNameAndKind() throws Exception {
    place(ONE, 1, new Binding.KeyValue("A"), new Binding.KeyValue("B"));
    get("/A/put/key/value");
    assertThat(get("/B/get/key")).isEqualTo("null");

    place(ONE, 2, new Binding.Bucket("A"));

    assertThat(get("/A/get/key")).isEqualTo("null");
  }

  @Test
  void whatIsStoredOutlivesTheServer() throws Exception {
    place(ONE, 1, new Binding.KeyValue("KV"));
    get("/KV/put/key/value");
    edge.close();

    edge = RunningEdge.start(directory);
    place(ONE, 2, new Binding.KeyValue("KV"));

    assertThat(get("/KV/get/key")).isEqualTo("value");
  }

  @Test
  void anAppThatIsForgottenHasNothing() throws Exception {
    place(ONE, 1, new Binding.KeyValue("KV"));
    get("/KV/put/key/value");
    edge.edge().unroute(RunningEdge.HOST);
    edge.edge().remove(new ReleaseName(ONE, new DeploymentId(1)));

    edge.edge().forget(ONE);

    place(ONE, 2, new Binding.KeyValue("KV"));
    assertThat(get("/KV/get/key")).isEqualTo("null");
  }

  @Test
  void objectsAreKeptWithTheirVersionWhichTheLogSays() throws Exception {
    place(ONE, 1, new Binding.DurableObject("COUNTERS", "Counter"));
    assertThat(get("/COUNTERS/count")).isEqualTo("1");
    assertThat(get("/COUNTERS/count")).isEqualTo("2");
    assertThat(log).containsExactly("On this machine the objects of Counter (COUNTERS) are kept"
        + " with their version: they start empty");

    place(ONE, 2, new Binding.DurableObject("COUNTERS", "Counter"));

    assertThat(get("/COUNTERS/count")).isEqualTo("1");
  }

  @Test
  void objectsThatTakeTooMuchAreGoneAtTheNextStart() throws Exception {
    List<String> incidents = new CopyOnWriteArrayList<>();
    edge.close();
    edge = RunningEdge.start(new WorkerdSettings(directory, RunningEdge.installedBinary(),
        "127.0.0.1", 0, "localhost", false, Bounds.DEFAULT, new StorageLimits(8 * 1024, 8 * 1024),
        RunningEdge.QUICK, WorkerLogging.ALL), (release, line) -> incidents.add(line));
    place(ONE, 1, new Binding.DurableObject("COUNTERS", "Counter"));

    assertThat(get("/COUNTERS/count")).isEqualTo("1"); // a database of some 16 KB, and its log

    await().atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(incidents)
            .anyMatch(line -> line.contains("its Durable Objects take more than")));
    await().atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(() -> get("/COUNTERS/count").equals("1"));
  }

  @Test
  void textsOfTheArtifactYieldToVariablesOfTheApp() throws Exception {
    place(ONE, 1, worker(), new Variables(Map.of("A", "of the app", "B", "2")),
        new Binding.Text("A", "of the artifact"), new Binding.Text("C", "\"3\"\n\\"),
        new Binding.Json("D", "{\"e\": [1, true]}"), new Binding.Json("B", "0"));

    assertThat(get("/env")).contains("\"A\":\"of the app\"", "\"B\":\"2\"",
        "\"C\":\"\\\"3\\\"\\n\\\\\"", "\"D\":{\"e\":[1,true]}");
  }

  @Test
  void aVariableDoesNotReplaceAStore() throws Exception {
    place(ONE, 1, worker(), new Variables(Map.of("KV", "text")), new Binding.KeyValue("KV"));

    assertThat(get("/KV/get/key")).isEqualTo("null");
    assertThat(log).singleElement().asString().contains("The variable KV of the app is not seen");
  }

  @Test
  void assetsAndTheWorkerItselfMayHaveOtherNames() throws Exception {
    place(ONE, 1, new Binding.Assets("FILES"), new Binding.Self("ME"),
        new Binding.Text("A", "1"));

    assertThat(get("/FILES/fetch/hello.txt")).isEqualTo("an asset");
    assertThat(get("/ME/fetch/env")).contains("\"A\":\"1\"");
  }

  @Test
  void aReleaseKnowsItsVersion() throws Exception {
    place(ONE, 1, new Binding.VersionMetadata("VERSION"));

    assertThat(get("/env")).contains("\"id\":\"version_", "\"tag\":\"1\"", "\"timestamp\":\"20");
  }

  @Test
  void imagesAreServedAsTheyAreWhichTheLogSays() throws Exception {
    place(ONE, 1, new Binding.Images("IMAGES"));

    assertThat(get("/env")).doesNotContain("IMAGES");
    assertThat(log).singleElement().asString().contains("IMAGES is undefined");
  }
}
