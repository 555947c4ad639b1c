package io.whopship.adapter.cloudflare.workerd;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.model.artifact.AssetSettings;
import io.whopship.ports.model.artifact.Binding;
import io.whopship.ports.model.artifact.RuntimeSettings;
import io.whopship.ports.model.artifact.WorkerBundle;
import io.whopship.testkit.FakeArtifact;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an app's cache holds before the first request, and after the last. */
final class CacheSeedTest {

  private static final Binding KV = new Binding.KeyValue("NEXT_INC_CACHE_KV");
  private static final Binding R2 = new Binding.Bucket("NEXT_INC_CACHE_R2_BUCKET");

  /** SHA-256 of {@code /about}, and of {@code 0123}, which was fetched. */
  private static final String PAGE = "a1ab69c8ec3d9e9b7e7e14e6b1cb1b6a7fdcdb5c9f4f1b0a1bb3a1d8c5f1f9e0";

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

  private void place(int deployment, FakeArtifact artifact, Binding... bindings) {
    WorkerBundle plain = artifact.bundle();
    RuntimeSettings runtime = new RuntimeSettings(null, List.of("nodejs_compat"),
        AssetSettings.DEFAULT, List.of(bindings), null);
    edge.place(deployment, artifact,
        new WorkerBundle(plain.modules(), plain.assets(), plain.cache(), runtime),
        new ArrayList<>());
    edge.routeAll(deployment, deployment);
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
}
