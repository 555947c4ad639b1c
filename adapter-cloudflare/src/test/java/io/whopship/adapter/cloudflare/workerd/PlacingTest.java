package io.whopship.adapter.cloudflare.workerd;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driven.Edge.Placement;
import io.whopship.ports.model.artifact.ArtifactEntry;
import io.whopship.ports.model.artifact.RuntimeSettings;
import io.whopship.ports.model.artifact.WorkerBundle;
import io.whopship.ports.model.artifact.WorkerBundle.Asset;
import io.whopship.ports.model.artifact.WorkerBundle.Module;
import io.whopship.ports.model.artifact.WorkerBundle.ModuleType;
import io.whopship.testkit.FakeArtifact;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of an artifact on this machine's disk, and of what it asks of the runtime. */
class PlacingTest {

  private static final List<String> HOSTILE = List.of("../../escaped", "/etc/escaped", "quote\".js",
      "back\\slash", "new\nline", "größe 🚢", "%(modules)", "\"), (name = \"x\", text = \"",
      "nul\0", "tab\t", "\u007f", "$(touch escaped)", "'; touch escaped; '");

  @TempDir
  Path directory;

  RunningEdge edge;

  @BeforeEach
  void start() {
    edge = RunningEdge.start(directory.resolve("state"));
  }

  @AfterEach
  void close() {
    edge.close();
  }

  private static FakeArtifact worker(String source) {
    return FakeArtifact.EMPTY.file("open-next/worker/index.js", source);
  }

  private Placement place(FakeArtifact artifact, RuntimeSettings runtime) {
    return edge.place(1, artifact, new WorkerBundle(artifact.bundle().modules(),
        artifact.bundle().assets(), artifact.bundle().cache(), runtime), new ArrayList<>());
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.map(file -> directory.relativize(file).toString()).toList();
    }
  }

  @Test
  void noNameFromAnArtifactBecomesAPath() throws Exception {
    FakeArtifact artifact = worker("export default { fetch: () => new Response('worker') };");
    List<Module> modules = new ArrayList<>(artifact.bundle().modules());
    List<Asset> assets = new ArrayList<>();
    ArtifactEntry source = artifact.items().getFirst().entry();
    for (String name : HOSTILE) {
      modules.add(new Module(name, ModuleType.TEXT, source));
    }
    for (String name : Stream.concat(HOSTILE.stream(), Stream.of("..", ".", "")).toList()) {
      assets.add(new Asset("/" + name, source));
    }

    Placement placement = edge.place(1, artifact,
        new WorkerBundle(modules, assets, List.of(), RuntimeSettings.DEFAULT), new ArrayList<>());

    assertThat(placement).isInstanceOf(Placement.Placed.class);
    assertThat(files()).allMatch(file -> file.matches("[a-z0-9./-]*") && !file.contains("escaped"));
    edge.routeAll(1, 1);
    for (String path : List.of("/quote%22.js", "/new%0Aline", "/gr%C3%B6%C3%9Fe%20%F0%9F%9A%A2",
        "/" + URLEncoder.encode("'; touch escaped; '", StandardCharsets.UTF_8)
            .replace("+", "%20")
            .replace("%27", "'"))) {
      assertThat(edge.get(path).statusCode()).as(path).isEqualTo(200);
      assertThat(edge.get(path).body()).as(path).contains("export default");
    }
  }

  @Test
  void aModuleOfAnOddNameIsFoundByIt() throws Exception {
    assertThat(edge.place(1, worker("""
        import { ship } from "./lib/größe 🚢.js";
        export default { fetch: () => new Response(ship) };
        """).file("open-next/worker/lib/größe 🚢.js", "export const ship = 'found';")))
        .isInstanceOf(Placement.Placed.class);
    edge.routeAll(1, 1);

    assertThat(edge.get("/").body()).isEqualTo("found");
  }

  @Test
  void aFullAndAHalfPlacedReleaseAreToldApart() throws Exception {
    edge.withHello(1);
    Path half = Files.createDirectories(directory.resolve("state/releases/.unfinished-1"));
    edge.close();

    edge = RunningEdge.start(directory.resolve("state"));

    assertThat(half).doesNotExist();
    edge.routeAll(1, 1);
    assertThat(edge.get("/api/version").statusCode()).isEqualTo(200);
  }

  @Test
  void otherContentUnderAnOldNameTakesItsPlace() throws Exception {
    edge.withHello(1);
    edge.routeAll(1, 1);
    assertThat(edge.get("/api/version").body()).contains("v1");

    assertThat(edge.place(1, FakeArtifact.helloWorker("other")))
        .isInstanceOf(Placement.Placed.class);

    assertThat(edge.get("/api/version").body()).contains("other");
  }

  @Test
  void aVersionIsKnownByItsContentOnAnyMachine() {
    Placement here = edge.place(1, FakeArtifact.helloWorker("same"));
    edge.close();

    edge = RunningEdge.start(directory.resolve("elsewhere"));

    assertThat(edge.place(1, FakeArtifact.helloWorker("same"))).isEqualTo(here);
    assertThat(((Placement.Placed) here).release().versionId()).matches("version_[0-9a-f]{12}");
  }

  @Test
  void aRemovedReleaseLeavesNothing() throws Exception {
    edge.withHello(1);

    edge.edge().remove(RunningEdge.release(1));

    assertThat(files()).noneMatch(file -> file.startsWith("state/releases/"));
    assertThat(RunningEdge.processes()).isZero();
  }

  @Test
  void aRefusedReleaseLeavesNothing() throws Exception {
    assertThat(edge.place(1, worker("import './missing.js';")))
        .isInstanceOf(Placement.Refused.class);

    assertThat(files()).noneMatch(file -> file.startsWith("state/releases/"));
  }

  @Test
  void aDateThatTheRuntimeDoesNotKnowIsRefusedBeforeAnythingIsWritten() throws Exception {
    Placement placement = place(FakeArtifact.helloWorker("v1"),
        new RuntimeSettings(LocalDate.of(2099, 1, 1), List.of(), RuntimeSettings.DEFAULT.assets()));

    assertThat(placement).isEqualTo(new Placement.Refused(400, "compatibility date 2099-01-01 is"
        + " later than " + WorkerdBinary.NEWEST_COMPATIBILITY_DATE
        + ", the newest this runtime knows; set that or an earlier one"));
    assertThat(files()).noneMatch(file -> file.startsWith("state/releases/"));
  }

  @Test
  void theNewestDateThatTheRuntimeKnowsIsTaken() {
    Placement placement = place(FakeArtifact.helloWorker("v1"),
        new RuntimeSettings(WorkerdBinary.NEWEST_COMPATIBILITY_DATE, List.of(),
            RuntimeSettings.DEFAULT.assets()));

    assertThat(placement).isInstanceOf(Placement.Placed.class);
  }

  @Test
  void aFlagThatTheRuntimeDoesNotKnowIsRefused() {
    Placement placement = place(FakeArtifact.helloWorker("v1"), new RuntimeSettings(null,
        List.of("no_such_flag"), RuntimeSettings.DEFAULT.assets()));

    assertThat(placement).isInstanceOfSatisfying(Placement.Refused.class,
        refused -> assertThat(refused.reason()).contains("no_such_flag"));
  }

  @Test
  void anOlderDateIsObeyed() {
    assertThat(place(FakeArtifact.helloWorker("v1"), new RuntimeSettings(LocalDate.of(2024, 12, 30),
        List.of("nodejs_compat"), RuntimeSettings.DEFAULT.assets())))
        .isInstanceOf(Placement.Placed.class);
  }

  @Test
  void rulesThatCannotBeObeyedAreNamedInTheLog() {
    FakeArtifact artifact = FakeArtifact.helloWorker("v1")
        .file("open-next/assets/_redirects",
            "/a /b 999\n");
    List<String> log = new ArrayList<>();

    edge.place(1, artifact, artifact.bundle(), log);

    assertThat(log).hasSize(1).first().asString().startsWith("_redirects line 1 is left out");
  }

  @Test
  void rulesOfManyMegabytesAreLeftOutInOneLine() {
    FakeArtifact artifact = FakeArtifact.helloWorker("v1")
        .file("open-next/assets/_redirects", "x\n".repeat(600_000));
    List<String> log = new ArrayList<>();

    edge.place(1, artifact, artifact.bundle(), log);

    assertThat(log).containsExactly(
        "_redirects is left out: it has 1200000 bytes, and 1048576 are allowed");
  }

  @Test
  void aWorkerMayKeepAnswersInItsCache() throws Exception {
    edge.place(1, worker(
        """
            let made = 0;
            export default {
              async fetch(request) {
                const cached = await caches.default.match(request);
                if (cached) return cached;
                const fresh = new Response("made " + ++made, { headers: { "Cache-Control": "max-age=60" } });
                await caches.default.put(request, fresh.clone());
                return fresh;
              },
            };
            """));
    edge.routeAll(1, 1);

    assertThat(edge.get("/a").body()).isEqualTo("made 1");
    assertThat(edge.get("/a").body()).isEqualTo("made 1");
    assertThat(edge.get("/b").body()).isEqualTo("made 2");
  }

  @Test
  void aWorkerReachesItsOwnAndOtherSitesButNotThisMachine() throws Exception {
    edge.place(1, worker("""
        export default {
          async fetch(request, env) {
            const target = new URL(request.url).searchParams.get("get");
            if (!target) return new Response("itself");
            try {
              return await fetch(target);
            } catch (e) {
              return new Response("refused", { status: 502 });
            }
          },
        };
        """));
    edge.routeAll(1, 1);
    int port = edge.edge().frontPort();

    assertThat(edge.get("/?get=http://my-app.localhost:" + port + "/").body()).isEqualTo("itself");
    assertThat(edge.get("/?get=http://127.0.0.1:" + port + "/").statusCode()).isNotEqualTo(200);
  }
}
