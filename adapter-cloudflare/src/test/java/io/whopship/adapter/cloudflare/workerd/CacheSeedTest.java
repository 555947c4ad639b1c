package io.whopship.adapter.cloudflare.workerd;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driven.Edge.Placement;
import io.whopship.ports.model.artifact.AssetSettings;
import io.whopship.ports.model.artifact.Binding;
import io.whopship.ports.model.artifact.RuntimeSettings;
import io.whopship.ports.model.artifact.WorkerBundle;
import io.whopship.testkit.FakeArtifact;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an app's cache holds before the first request, and after the last. */
final class CacheSeedTest {

  private static final Binding KV = new Binding.KeyValue("NEXT_INC_CACHE_KV");
  private static final Binding R2 = new Binding.Bucket("NEXT_INC_CACHE_R2_BUCKET");

  /** SHA-256 of {@code /about}, a page, and of {@code 0123}, the name of a fetched answer. */
  private static final String PAGE = "979bddc4a8caafdda41370de2a2e0781a1af2f53c9f36fb804df9af860a53cf5";
  private static final String FETCHED = "1be2e452b46d7a0d9656bbb1f768e8248eba1b75baed65f5d99eafa948899a6a";

  private static final String WORKER = """
      export default {
        async fetch(request, env) {
          const store = env.NEXT_INC_CACHE_KV ?? env.NEXT_INC_CACHE_R2_BUCKET;
          const { pathname, searchParams } = new URL(request.url);
          if (pathname === "/put") {
            await store.put(searchParams.get("key"), "rendered since");
          }
          const listed = await store.list();
          const keys = (listed.keys ?? listed.objects).map((each) => each.name ?? each.key);
          const values = await Promise.all(keys.map(async (key) => {
            const value = await store.get(key);
            return key + "=" + (value?.text ? await value.text() : value);
          }));
          return new Response(values.join("\\n"));
        },
      };
      """;

  @TempDir
  private Path directory;

  private RunningEdge edge;

  @BeforeEach
  void anEdgeRuns() {
    edge = RunningEdge.start(directory);
  }

  @AfterEach
  void theEdgeStops() {
    edge.close();
  }

  /** Answers what was said meanwhile. */
  private List<String> place(int deployment, FakeArtifact artifact, Binding... bindings) {
    List<String> log = new ArrayList<>();
    WorkerBundle plain = artifact.bundle();
    RuntimeSettings runtime = new RuntimeSettings(null, List.of("nodejs_compat"),
        AssetSettings.DEFAULT, List.of(bindings), null);
    Placement placement = edge.place(deployment, artifact,
        new WorkerBundle(plain.modules(), plain.assets(), plain.cache(), runtime), log);
    if (placement instanceof Placement.Placed) {
      edge.routeAll(deployment, deployment);
    }
    return log;
  }

  private static FakeArtifact build(String id, String content) {
    return FakeArtifact.EMPTY.file("open-next/worker/index.js", WORKER)
        .file("open-next/cache/" + id + "/about.cache", content)
        .file("open-next/cache/__fetch/" + id + "/0123", content)
        .file("open-next/cache/notes.txt", "no page");
  }

  private String stored() throws Exception {
    return edge.get("/").body();
  }

  private static String page(String build) {
    return "incremental-cache/" + build + "/" + PAGE + ".cache";
  }

  private static String fetched(String build) {
    return "incremental-cache/" + build + "/" + FETCHED + ".fetch";
  }

  @ParameterizedTest
  @MethodSource("stores")
  void whatWasRenderedAtBuildTimeIsThereBeforeTheFirstRequest(Binding store) throws Exception {
    place(1, build("b1", "as built"), store);

    assertThat(stored().lines()).containsExactlyInAnyOrder(page("b1") + "=as built",
        fetched("b1") + "=as built");
  }

  private static List<Binding> stores() {
    return List.of(KV, R2);
  }

  @Test
  void howManyPagesWereFilledInIsSaidUnlessThereAreNone() {
    FakeArtifact build = build("b1", "as built");

    assertThat(place(1, build, KV)).containsExactly("Filled the cache with 2 pages of the build");
    assertThat(place(2, build.file("open-next/cache/b1/new.cache", ""), KV))
        .containsExactly("Filled the cache with 1 page of the build");
    assertThat(place(3, build, KV)).isEmpty();
    assertThat(place(4, build)).isEmpty();
  }

  @Test
  void whatWasRenderedSinceIsNotReplaced() throws Exception {
    place(1, build("b1", "as built"), KV);
    edge.get("/put?key=" + page("b1"));

    place(2, build("b1", "as built again"), KV);

    assertThat(stored().lines()).contains(page("b1") + "=rendered since",
        fetched("b1") + "=as built");
  }

  @Test
  void aPrefixOfTheAppsOwnIsObeyed() throws Exception {
    place(1, build("b1", "as built"), KV, new Binding.Text("NEXT_INC_CACHE_KV_PREFIX", "mine"));

    assertThat(stored()).contains("mine/b1/" + PAGE + ".cache=as built");
  }

  @Test
  void aRemovedReleaseTakesItsPagesWithIt() throws Exception {
    place(1, build("b1", "old"), KV);
    edge.get("/put?key=incremental-cache/b1/rendered.cache");
    place(2, build("b2", "new"), KV);

    edge.edge().remove(RunningEdge.release(1));

    assertThat(stored()).contains(page("b2")).doesNotContain("/b1/");
  }

  @Test
  void aReleaseThatAnOlderServerWroteIsRemovedAndStandsInNobodysWay() throws Exception {
    place(1, build("b1", "old"), KV);
    place(2, build("b2", "older"), KV);
    place(3, build("b3", "new"), KV);
    for (int older : List.of(1, 2)) {
      Path manifest = directory.resolve("releases/whopship-7-" + older + "/manifest.json");
      Files.writeString(manifest, "{\"format\":0,\"versionId\":\"v\"}");
    }

    edge.edge().remove(RunningEdge.release(1));
    place(4, build("b4", "newest"), KV);
    edge.edge().remove(RunningEdge.release(3));

    assertThat(edge.edge().placed()).containsExactlyInAnyOrder(RunningEdge.release(2),
        RunningEdge.release(4));
    assertThat(stored()).contains(page("b4")).doesNotContain("/b3/");
  }

  @Test
  void pagesStayWhileAnotherReleaseIsOfTheSameBuild() throws Exception {
    place(1, build("b1", "as built"), KV);
    place(2, build("b1", "as built"), KV);

    edge.edge().remove(RunningEdge.release(1));

    assertThat(stored()).contains(page("b1"));
  }

  @Test
  void aReleaseThatIsRefusedLeavesNoPages() throws Exception {
    place(1, build("b1", "good"), KV);
    FakeArtifact broken = FakeArtifact.EMPTY
        .file("open-next/worker/index.js", "import './missing.js';")
        .file("open-next/cache/b2/about.cache", "bad");
    place(2, broken, KV);
    edge.routeAll(3, 1);

    assertThat(stored()).contains(page("b1")).doesNotContain("/b2/");
  }
}
