package io.whopship.core.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.google.common.base.Splitter;
import io.whopship.ports.driving.CheckArtifact.Verdict;
import io.whopship.ports.model.artifact.ArtifactEntry;
import io.whopship.ports.model.artifact.ArtifactEntry.Kind;
import io.whopship.ports.model.artifact.ArtifactLimits;
import io.whopship.ports.model.artifact.ArtifactSummary;
import io.whopship.ports.model.artifact.AssetSettings;
import io.whopship.ports.model.artifact.Binding;
import io.whopship.ports.model.artifact.BuildMetadata;
import io.whopship.ports.model.artifact.CacheFile;
import io.whopship.ports.model.artifact.MetaJson;
import io.whopship.ports.model.artifact.Problem;
import io.whopship.ports.model.artifact.RuntimeSettings;
import io.whopship.ports.model.artifact.WorkerBundle;
import io.whopship.ports.model.artifact.WorkerBundle.ModuleType;
import io.whopship.ports.model.artifact.WranglerConfig;
import io.whopship.testkit.FakeArtifact;
import io.whopship.testkit.FakeArtifactReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CheckArtifactTest {

  private static final FakeArtifact GOOD = FakeArtifact.helloWorker("v1");

  @TempDir
  Path folder;

  @Nested
  final class AGoodArtifact {

    @Test
    void isSummedUp() throws IOException {
      ArtifactSummary summary = accepted(FakeArtifact.EMPTY
          .file("open-next/worker/index.js", "import './a.wasm';" + " ".repeat(4982))
          .file("open-next/worker/a.wasm", new byte[1000])
          .file("open-next/worker/nobody-imports-this.js", new byte[500])
          .file("open-next/assets/logo.png", new byte[300])
          .special("open-next/assets/", Kind.DIRECTORY)).summary();

      assertThat(summary.archiveBytes()).isEqualTo(1234);
      assertThat(summary.files()).isEqualTo(4);
      assertThat(summary.workerScript()).isEqualTo("open-next/worker/index.js");
      assertThat(summary.assets()).isEqualTo(1);
      assertThat(summary.workerBytes()).isEqualTo(6000);
      assertThat(summary.workerGzipBytes()).isBetween(60L, 120L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"open-next/", ".open-next/", ""})
    void mayHaveAnyOfThreePrefixes(String prefix) throws IOException {
      WorkerBundle bundle = accepted(FakeArtifact.EMPTY.file(prefix + "worker/index.js", "")
          .file(prefix + "assets/logo.png", "")).bundle();

      assertThat(bundle.modules()).extracting(WorkerBundle.Module::name)
          .containsExactly("index.js");
      assertThat(bundle.assets()).extracting(WorkerBundle.Asset::path).containsExactly("/logo.png");
    }

    @Test
    void isTakenFromTheFirstPrefixThatHasAWorker() throws IOException {
      WorkerBundle bundle = accepted(GOOD.file("worker/index.js", "").file("assets/x", ""))
          .bundle();

      assertThat(bundle.modules()).hasSize(1);
      assertThat(bundle.assets()).hasSize(2);
    }

    @Test
    void bringsTheModulesThatItsEntryPointReaches() throws IOException {
      WorkerBundle bundle = accepted(FakeArtifact.EMPTY
          .file("open-next/worker/lib/a.mjs", "import '../data.bin'")
          .file("open-next/worker/data.bin", "")
          .file("open-next/worker/index.js.map", "")
          .file("open-next/worker/README.md", "")
          .special("open-next/worker/lib/", Kind.DIRECTORY)
          .file("open-next/worker/index.js", "import './lib/a.mjs'; import './old.cjs'")
          .file("open-next/worker/old.cjs", "")
          .file("open-next/worker/unused.js", "")
          .file("open-next/manifests/routes.json", "")).bundle();

      assertThat(bundle.modules())
          .extracting(WorkerBundle.Module::name, WorkerBundle.Module::type)
          .containsExactly(
              tuple("index.js", ModuleType.ES_MODULE),
              tuple("lib/a.mjs", ModuleType.ES_MODULE),
              tuple("old.cjs", ModuleType.COMMON_JS),
              tuple("data.bin", ModuleType.DATA));
    }

    @ParameterizedTest
    @ValueSource(strings = {"open-next/", ".open-next/", ""})
    void mayBeWhatOpenNextLeftWithoutABundler(String prefix) throws IOException {
      WorkerBundle bundle = accepted(FakeArtifact.EMPTY
          .file(prefix + "worker.js", "export { X } from './.build/x.js'; import './a/b.mjs'")
          .file(prefix + ".build/x.js", "")
          .file(prefix + "a/b.mjs", "import('/home/me/app/.open-next/c/resvg.wasm?module')")
          .file(prefix + "c/resvg.wasm", "")
          .file(prefix + "assets/logo.png", "")
          .file(prefix + "cache/build-1/index.cache", "{}")).bundle();

      assertThat(bundle.modules()).extracting(WorkerBundle.Module::name)
          .containsExactly("__whopship_worker.js", "__whopship_require.js", "worker.js",
              ".build/x.js", "a/b.mjs", "home/me/app/.open-next/c/resvg.wasm?module");
      assertThat(bundle.assets()).extracting(WorkerBundle.Asset::path).containsExactly("/logo.png");
      assertThat(bundle.cache()).extracting(CacheFile::path)
          .containsExactly("build-1/index.cache");
      assertThat(bundle.runtime().compatibilityFlags()).contains("legacy_module_registry");
    }

    @Test
    void mayKeepTheNameThatTheBundlerGaveToItsWorker() throws IOException {
      WorkerBundle bundle = accepted(FakeArtifact.EMPTY.file("open-next/worker/worker.js", ""))
          .bundle();

      assertThat(bundle.modules()).extracting(WorkerBundle.Module::name)
          .containsExactly("worker.js");
    }

    @Test
    void passesRulesForAssetsOnToTheEdge() throws IOException {
      WorkerBundle bundle = accepted(FakeArtifact.EMPTY.file("open-next/worker/index.js", "")
          .file("open-next/assets/_headers", "")
          .file("open-next/assets/_redirects", "")
          .file("open-next/assets/.assetsignore", "")
          .file("open-next/assets/.well-known/x", "")).bundle();

      assertThat(bundle.assets()).extracting(WorkerBundle.Asset::path)
          .containsExactly("/_headers", "/_redirects", "/.well-known/x");
    }

    @Test
    void isRunAsItsMetadataSays() throws IOException {
      RuntimeSettings runtime = new RuntimeSettings(null, List.of("nodejs_compat", "more"),
          RuntimeSettings.DEFAULT.assets());

      assertThat(accepted(GOOD.meta(new MetaJson.Parsed(BuildMetadata.NONE, runtime))).bundle()
          .runtime()).isEqualTo(runtime);
      assertThat(accepted(GOOD).bundle().runtime()).isEqualTo(RuntimeSettings.DEFAULT);
    }

    @Test
    void isRunAsItsWranglerConfigurationSaysIfItsMetadataDoesNot() throws IOException {
      FakeArtifact configured = GOOD.wranglerConfig(
          new WranglerConfig.Parsed("wrangler.jsonc", asking(new Binding.KeyValue("KV"))));
      RuntimeSettings told = asking(new Binding.Bucket("R2"));

      assertThat(accepted(configured.meta(new MetaJson.Parsed(BuildMetadata.NONE, null))).bundle()
          .runtime()).isEqualTo(asking(new Binding.KeyValue("KV")));
      assertThat(accepted(configured.meta(new MetaJson.Parsed(BuildMetadata.NONE, told))).bundle()
          .runtime()).isEqualTo(told);
    }

    @Test
    void getsTheStoresThatItsCodeUsesIfNothingIsConfigured() throws IOException {
      FakeArtifact artifact = FakeArtifact.EMPTY
          .file("worker.js", "import './config.mjs'; export { DOQueueHandler } from './q.js'")
          .file("config.mjs", "env.NEXT_INC_CACHE_KV; env.NEXT_TAG_CACHE_DO_SHARDED")
          .file("q.js", "env.NEXT_CACHE_DO_QUEUE");

      assertThat(accepted(artifact).bundle().runtime().bindings()).containsExactly(
          new Binding.KeyValue("NEXT_INC_CACHE_KV"),
          new Binding.DurableObject("NEXT_CACHE_DO_QUEUE", "DOQueueHandler"),
          new Binding.Assets("ASSETS"), new Binding.Self("WORKER_SELF_REFERENCE"));
    }

    @Test
    void hasItsCacheAmongItsAssetsIfItsCodeLooksThere() throws IOException {
      FakeArtifact artifact = FakeArtifact.EMPTY.file("cache/build-1/index.cache", "{}");

      assertThat(accepted(artifact.file("worker.js", "const dir = 'cdn-cgi/_next_cache'")).bundle()
          .assets()).extracting(WorkerBundle.Asset::path)
          .containsExactly("/cdn-cgi/_next_cache/build-1/index.cache");
      assertThat(accepted(artifact.file("worker.js", "")).bundle().assets()).isEmpty();
    }

    @Test
    void isKnownByTheNameThatNextGaveItUnlessItsMetadataSaysAnother() throws IOException {
      FakeArtifact named = GOOD.nextDeploymentId("build-7");
      RuntimeSettings told = new RuntimeSettings(null, List.of(), AssetSettings.DEFAULT, List.of(),
          "told");

      assertThat(accepted(named).bundle().runtime().deploymentId()).isEqualTo("build-7");
      assertThat(accepted(named.meta(new MetaJson.Parsed(BuildMetadata.NONE, told))).bundle()
          .runtime()
          .deploymentId()).isEqualTo("told");
    }
  }

  @Nested
  final class ABadArtifact {

    @Test
    void asksForWhatNobodyGets() throws IOException {
      assertThat(problems(GOOD.wranglerConfig(new WranglerConfig.Parsed("wrangler.jsonc",
          asking(new Binding.Unavailable("DB", "d1_databases are not offered here"))))))
          .containsExactly(new Problem("binding-unavailable", "wrangler.jsonc",
              "The worker asks for a binding 'DB', but d1_databases are not offered here;"
                  + " remove it, or reach what it stands for by its URL"));
      assertThat(problems(GOOD.meta(new MetaJson.Parsed(BuildMetadata.NONE,
          asking(new Binding.Unavailable("DB", "d1_databases are not offered here"))))))
          .extracting(Problem::entry)
          .containsExactly("meta.json");
    }

    @Test
    void hasAConfigurationThatCannotBeRead() throws IOException {
      assertThat(problems(GOOD.wranglerConfig(
          new WranglerConfig.Malformed("wrangler.jsonc", "vars must be an object, but is a list"))))
          .containsExactly(new Problem("config-malformed", "wrangler.jsonc",
              "vars must be an object, but is a list"));
    }

    @Test
    void hasNoWorker() throws IOException {
      assertThat(problems(FakeArtifact.EMPTY.special("open-next/worker/index.js", Kind.DIRECTORY)))
          .containsExactly(new Problem("worker-missing", null,
              "Worker script not found in artifact. Expected at open-next/worker/index.js\n"
                  + "or at worker.js, as OpenNext leaves it. To make a good one:"
                  + " npx @opennextjs/cloudflare build && cd .open-next"
                  + " && rm -f ../artifact.zip && zip -r ../artifact.zip ."));
    }

    @ParameterizedTest
    @CsvSource({
        ".next/BUILD_ID, This is what `next build` leaves; run npx @opennextjs/cloudflare build",
        "next/server/worker.js, This is what `next build` leaves",
        "shop/.open-next/worker.js, Found shop/.open-next/worker.js: zip from inside the folder",
        "a/worker.js .next/x b/c/.open-next/worker.js, Found b/c/.open-next/worker.js: zip",
        "longer/out/worker.js out/worker.js .next/x, Found out/worker.js: zip",
        "node_modules/x/worker.js, To make a good one: npx", "a/my-worker.js, To make a good one"})
    void hasNoWorkerAndIsToldByWhatItHas(String names, String advice) throws IOException {
      FakeArtifact artifact = FakeArtifact.EMPTY;
      for (String name : Splitter.on(' ').split(names)) {
        artifact = artifact.file(name, "");
      }

      assertThat(problems(artifact)).singleElement()
          .satisfies(problem -> assertThat(problem.message()).contains(
              "or at worker.js, as OpenNext leaves it. " + advice));
    }

    @Test
    void lacksWhatItsUnbundledEntryPointImports() throws IOException {
      FakeArtifact tree = FakeArtifact.EMPTY.file(".open-next/worker.js", """
          import { a } from "./a.js";
          import "./a.js";
          import "node:buffer";
          import "../outside.js";
          export { DOQueueHandler } from "./.build/durable-objects/queue.js";
          const { handler } = await import("./handler.mjs");
          """).file(".open-next/handler.mjs", "require('./optional.js')");

      assertThat(problems(tree)).containsExactly(missing("a.js"),
          missing(".build/durable-objects/queue.js"));
      assertThat(accepted(tree.file(".open-next/a.js", "")
          .file(".open-next/.build/durable-objects/queue.js", "")).summary().files()).isEqualTo(4);
    }

    private Problem missing(String module) {
      return new Problem("module-missing", ".open-next/worker.js", "imports " + module
          + ", which is not in the artifact. Zip the whole folder, hidden files too:"
          + " cd .open-next && rm -f ../artifact.zip && zip -r ../artifact.zip .");
    }

    @ParameterizedTest
    @ValueSource(strings = {"open-next/worker/index.js", "open-next/worker/worker.js"})
    void isNoneIfABundlerLeftWhatLooksLikeAnImport(String bundle) throws IOException {
      String looksLikeOne = "try { require('./optional.js') } catch {}";

      assertThat(accepted(FakeArtifact.EMPTY.file(bundle, looksLikeOne)).summary().files())
          .isEqualTo(1);
      assertThat(accepted(FakeArtifact.EMPTY.file("worker.js",
          looksLikeOne + " ".repeat(64 * 1024))).summary().files()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../up", "a/../../b", "a/./b", "a//b", "/etc/passwd", "C:/x", "c:x",
        "a\\b", "a\u0000b", "a\nb", "", "a/..", "a.", "a/b ", "a/.../b", "%2e%2E/a", "a%252fb",
        "a\u2028b", "gpj.\u202ejs"})
    void hasAnEntryWhoseNameIsUnsafe(String name) throws IOException {
      assertThat(problems(GOOD.file(name, "")))
          .extracting(Problem::rule, Problem::entry)
          .containsExactly(tuple("unsafe-name", name));
    }

    @Test
    void hasTwoEntriesOfOneName() throws IOException {
      assertThat(problems(GOOD.file("a", "one").file("a", "two")))
          .containsExactly(new Problem("duplicate-name", "a", "is there more than once"));
    }

    @ParameterizedTest
    @CsvSource({"App.js, app.js", "caf\u00e9, cafe\u0301", "\u00c9/a, \u00e9/a", "a/, A/"})
    void hasTwoEntriesThatSomeSystemsTakeForOne(String first, String second) throws IOException {
      assertThat(problems(GOOD.file(first, "").file(second, ""))).containsExactly(
          new Problem("colliding-names", second, "has the same name as " + first
              + " for systems that do not tell case or accents apart"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "A/b", "a/"})
    void hasAFileThatIsAFolder(String within) throws IOException {
      assertThat(problems(GOOD.file("a", "").file("a!", "").file(within, ""))).containsExactly(
          new Problem("file-and-folder", "a", "is a file, but also a folder, of " + within));
    }

    @Test
    void unpacksToMoreThanAHundredTimesItsSize() throws IOException {
      ArtifactEntry large = new ArtifactEntry("large", Kind.FILE, 200L << 20, 1 << 20, false, 900);

      assertThat(problems(GOOD.entry(large, new byte[0]))).containsExactly(
          new Problem("compression-ratio", "large", "has 200 MiB unpacked in 1 MiB; "
              + "the artifact has 200.00 MiB in 1.00 MiB, the limit is 100 times as much"));
    }

    @Test
    void isNotReadAtAllIfItsEntriesAreRefused() throws IOException {
      ArtifactEntry spoilt = new ArtifactEntry("spoilt", Kind.FILE, 10, 10, false, 900);

      assertThat(problems(GOOD.entry(spoilt, new byte[1000]).file("../up", "")))
          .extracting(Problem::rule)
          .containsExactly("unsafe-name");
    }

    @Test
    void hasAnEntryWhoseNameIsLongerThanOneKibibyte() throws IOException {
      String longest = "ö".repeat(512);

      assertThat(accepted(GOOD.file(longest, "")).summary().files()).isEqualTo(4);
      assertThat(problems(GOOD.file(longest + "x", ""))).containsExactly(
          new Problem("name-too-long", "ö".repeat(97) + "...",
              "has a name of 1025 bytes, the limit is 1024"));
    }

    @Test
    void showsALongNameWithoutHalfACharacter() throws IOException {
      assertThat(problems(GOOD.file("a".repeat(96) + "😀".repeat(300), "")))
          .extracting(Problem::entry)
          .containsExactly("a".repeat(96) + "...");
    }

    @Test
    void hasEntriesThatAreNoPlainFiles() throws IOException {
      ArtifactEntry locked = new ArtifactEntry("locked", Kind.FILE, 0, 0, true, 900);

      assertThat(problems(GOOD.special("link", Kind.SYMLINK)
          .special("device", Kind.SPECIAL)
          .entry(locked, new byte[0])))
          .extracting(Problem::rule, Problem::entry)
          .containsExactly(tuple("symbolic-link", "link"), tuple("special-file", "device"),
              tuple("encrypted", "locked"));
    }

    @Test
    void hasMetadataThatMeansNothing() throws IOException {
      assertThat(problems(GOOD.meta(new MetaJson.Malformed("runtime must be an object"))))
          .containsExactly(
              new Problem("meta-malformed", "meta.json", "runtime must be an object"));
    }

    @Test
    void liesAboutTheSizeOfAnEntry() throws IOException {
      ArtifactEntry bomb = new ArtifactEntry("bomb", Kind.FILE, 10, 10, false, 900);

      assertThat(problems(GOOD.entry(bomb, new byte[1000])))
          .containsExactly(new Problem("unreadable-entry", "bomb",
              "cannot be read: entry bomb is longer than it claims"));
    }

    @Test
    void isTooLargeInEveryWay() throws IOException {
      ArtifactLimits tight = new ArtifactLimits(1000, 4, 1 << 20, 1 << 20, 1 << 20, 100, 1);

      assertThat(problems(FakeArtifact.EMPTY.file("open-next/worker/index.js", "")
          .file("open-next/assets/large", new byte[3 << 19])
          .file("open-next/assets/small", ""), tight)).containsExactly(
              new Problem("archive-too-large", null,
                  "The artifact has 1234 bytes, the limit is 1000 bytes"),
              new Problem("unpacked-too-large", null,
                  "The artifact has 1.50 MiB unpacked, the limit is 1 MiB"),
              new Problem("too-many-assets", null, "The artifact has 2 assets, the limit is 1"),
              new Problem("asset-too-large", "open-next/assets/large",
                  "has 1.50 MiB, the limit for an asset is 100 bytes"));
    }

    @Test
    void hasMoreEntriesThanAReaderMayOpen() throws IOException {
      ArtifactLimits tight = new ArtifactLimits(10_000, 1, 1 << 20, 1 << 20, 1 << 20, 100, 1);

      assertThat(problems(GOOD, tight)).extracting(Problem::rule)
          .containsExactly("too-many-entries");
    }

    @Test
    void claimsMoreThanANumberCanHold() throws IOException {
      ArtifactEntry huge = new ArtifactEntry("huge", Kind.FILE, Long.MAX_VALUE, 1, false, 900);

      assertThat(problems(GOOD.entry(huge, new byte[0]))).extracting(Problem::rule)
          .containsExactly("compression-ratio");
    }
  }

  @Nested
  final class AWorkerThatIsTooLarge {

    private static final String TIPS = "\nSee https://developers.cloudflare.com/workers/platform/limits/ for optimization tips.";

    @Test
    void isMeasuredCompressedOverAllItsModules() throws IOException {
      FakeArtifact artifact = FakeArtifact.EMPTY
          .file("open-next/worker/index.js", "import './a.bin'; import './b.bin'")
          .file("open-next/worker/a.bin", noise(6))
          .file("open-next/worker/b.bin", noise(6));

      assertThat(problems(artifact)).containsExactly(new Problem("worker-too-large", null,
          "Worker bundle exceeds 10 MiB limit (12.00 MB)." + TIPS));
    }

    @Test
    void isNotMadeSoByWhatItDoesNotImport() throws IOException {
      assertThat(accepted(GOOD.file("open-next/worker/unused.js", noise(13))).summary()
          .workerBytes()).isLessThan(10_000);
    }

    @Test
    void isMeasuredUnpackedToo() throws IOException {
      ArtifactLimits tight = new ArtifactLimits(10_000, 100, 1L << 30, 1 << 20, 3 << 19, 1, 100);
      FakeArtifact artifact = FakeArtifact.EMPTY.file("open-next/worker/index.js",
          new byte[2 << 20]);

      assertThat(problems(artifact, tight)).containsExactly(new Problem("worker-too-large", null,
          "Worker bundle exceeds 1.50 MiB limit (2.00 MB unpacked)." + TIPS));
    }

    /** Random bytes, which do not get smaller. */
    private static byte[] noise(int mebibytes) {
      byte[] bytes = new byte[mebibytes << 20];
      new Random(1).nextBytes(bytes);
      return bytes;
    }
  }

  private Verdict.Accepted accepted(FakeArtifact artifact) throws IOException {
    return (Verdict.Accepted) check(artifact, ArtifactLimits.DEFAULT);
  }

  private List<Problem> problems(FakeArtifact artifact) throws IOException {
    return problems(artifact, ArtifactLimits.DEFAULT);
  }

  private List<Problem> problems(FakeArtifact artifact, ArtifactLimits limits)
      throws IOException {
    return ((Verdict.Refused) check(artifact, limits)).problems();
  }

  /** The zip itself is not read by the fake: only its size counts, 1,234 bytes. */
  private Verdict check(FakeArtifact artifact, ArtifactLimits limits) throws IOException {
    ArtifactJudge judge = new ArtifactJudge(new FakeArtifactReader(artifact), limits);
    Path zip = Files.write(folder.resolve("artifact.zip"), new byte[1234]);
    return new CheckArtifactService(judge).check(zip);
  }

  private static RuntimeSettings asking(Binding binding) {
    return new RuntimeSettings(null, List.of(), AssetSettings.DEFAULT, List.of(binding), null);
  }
}
