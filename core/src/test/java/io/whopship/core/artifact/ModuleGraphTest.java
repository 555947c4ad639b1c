package io.whopship.core.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.whopship.core.artifact.ModuleGraph.Reached;
import io.whopship.ports.driven.ArtifactReader.OpenArtifact;
import io.whopship.ports.model.artifact.ArtifactEntry;
import io.whopship.ports.model.artifact.ArtifactEntry.Kind;
import io.whopship.ports.model.artifact.MetaJson;
import io.whopship.ports.model.artifact.WorkerBundle.ModuleType;
import io.whopship.ports.model.artifact.WranglerConfig;
import io.whopship.testkit.FakeArtifact;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ModuleGraphTest {

  private static final long NO_LIMIT = Long.MAX_VALUE;

  @ParameterizedTest
  @ValueSource(strings = {
      "import \"./x.js\";",
      "import'./x.js'",
      "import a, { b as c } from \"./x.js\" with { type: \"json\" };",
      "import{a}from\"./x.js\"",
      "import*as a from'./x.js'",
      "export * from './x.js'",
      "export{a as b}from\"./x.js\";",
      "import {\n  a,\n  b,\n} from\n  \"./x.js\";",
      "const a = await import(\"./x.js\");",
      "import( /* webpackChunkName: \"x\" */ './x.js' )",
      "import(\n  // @ts-ignore\n  `./x.js`)",
      "const a = require(\"./x.js\");",
      "var a=__require('./x.js')",
      "import \"./lib/../x.js\"",
      "import \"/x.js\"",
      "import \"x.js\"",
      "const quote = /[\"'`]/; import(\"./x.js\")",
      "const text = `it's`; import(\"./x.js\")"})
  void anImportIsFollowed(String source) {
    assertThat(reached(worker(source).file("worker/x.js", ""))).containsExactly("index.js", "x.js");
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "",
      "import(`./${name}.js`)",
      "import(\"./\" + name)",
      "import(name)",
      "import.meta.url",
      "import \"./x",
      "import \"./x.js",
      "import \"./x\\x2ejs\"",
      "import fs from \"node:fs\"",
      "import \"./y.js\"",
      "import \"../worker/x.js\"",
      "import \"./lib/../../worker/x.js\"",
      "import(",
      "import /* no end",
      "from",
      "requir"})
  void whatIsNoImportOfAFileIsNot(String source) {
    assertThat(reached(worker(source).file("worker/x.js", ""))).containsExactly("index.js");
  }

  @Test
  void whatLiesOutsideOfTheFolderIsNotReached() {
    FakeArtifact artifact = worker("import '../secret.js'; import '../../secret.js';")
        .file("secret.js", "")
        .file("assets/secret.js", "");

    assertThat(reached(artifact)).containsExactly("index.js");
  }

  @Test
  void importsAreRelativeToTheImporter() {
    FakeArtifact artifact = worker("import './a/b/one.mjs'")
        .file("worker/a/b/one.mjs", "import '../two.cjs'; import './four.js'")
        .file("worker/a/two.cjs", "require('./b/three.js')")
        .file("worker/a/b/three.js", "")
        .file("worker/four.js", "");

    assertThat(reached(artifact))
        .containsExactly("index.js", "a/b/one.mjs", "a/two.cjs", "a/b/three.js");
  }

  @Test
  void aCircleEnds() {
    FakeArtifact artifact = worker("import './a.js'; import './index.js'")
        .file("worker/a.js", "import './b.js'")
        .file("worker/b.js", "import './a.js'; import './index.js'");

    assertThat(reached(artifact)).containsExactly("index.js", "a.js", "b.js");
  }

  @Test
  void modulesOfOtherKindsAreBroughtAndNotLookedInto() {
    FakeArtifact artifact = worker("""
        import a from "./a.wasm";
        import b from "./b.bin";
        import c from "./c.html";
        import d from "./d.json";
        """)
        .file("worker/a.wasm", "import './x.js'")
        .file("worker/b.bin", "import './x.js'")
        .file("worker/c.html", "<script>import './x.js'</script>")
        .file("worker/d.json", "{}")
        .file("worker/x.js", "");

    assertThat(modules(artifact)).extracting(Reached::name, Reached::type)
        .containsExactly(
            tuple("index.js", ModuleType.ES_MODULE),
            tuple("a.wasm", ModuleType.WASM),
            tuple("b.bin", ModuleType.DATA),
            tuple("c.html", ModuleType.TEXT),
            tuple("d.json", ModuleType.JSON));
  }

  @Test
  void aModuleKeepsTheNameByWhichItIsImported() {
    FakeArtifact artifact = worker("import a from './a.wasm?module'; import './b.wasm?module'")
        .file("worker/a.wasm", "")
        .file("worker/b.wasm?module", "");

    assertThat(modules(artifact))
        .extracting(Reached::name, Reached::type, module -> module.entry().name())
        .containsExactly(
            tuple("index.js", ModuleType.ES_MODULE, "worker/index.js"),
            tuple("a.wasm?module", ModuleType.WASM, "worker/a.wasm"),
            tuple("b.wasm?module", ModuleType.WASM, "worker/b.wasm?module"));
  }

  @Test
  void aFileIsAModuleUnderEachOfItsNames() {
    FakeArtifact artifact = worker("import './a.wasm'; import './a.wasm?module'")
        .file("worker/a.wasm", "");

    assertThat(reached(artifact)).containsExactly("index.js", "a.wasm", "a.wasm?module");
  }

  @Test
  void aFileHasFourNamesAtMost() {
    StringBuilder source = new StringBuilder();
    for (int i = 0; i < 10_000; i++) {
      source.append("import './a.bin?").append(i).append("';");
    }

    assertThat(reached(worker(source.toString()).file("worker/a.bin", "")))
        .containsExactly("index.js", "a.bin?0", "a.bin?1", "a.bin?2", "a.bin?3");
  }

  @Test
  void anAbsolutePathOfTheMachineThatBuiltItIsFoundBelowTheBuildFolder() {
    FakeArtifact artifact = worker("import('/home/me/app/.open-next/a/b.wasm?module');"
        + "import('/home/me/app/.open-next/c/d.js'); import('/home/me/app/other/e.js')")
        .file("worker/a/b.wasm", "")
        .file("worker/c/d.js", "import '../f.js'")
        .file("worker/e.js", "")
        .file("worker/f.js", "");

    assertThat(modules(artifact)).extracting(Reached::name, module -> module.entry().name())
        .containsExactly(
            tuple("index.js", "worker/index.js"),
            tuple("home/me/app/.open-next/a/b.wasm?module", "worker/a/b.wasm"),
            tuple("home/me/app/.open-next/c/d.js", "worker/c/d.js"),
            tuple("home/me/app/.open-next/f.js", "worker/f.js"));
  }

  @Test
  void sourceMapsAreNeverReached() {
    FakeArtifact artifact = worker("import './index.js.map'\n//# sourceMappingURL=index.js.map")
        .file("worker/index.js.map", "{}");

    assertThat(reached(artifact)).containsExactly("index.js");
  }

  @Test
  void theEntryPointMayLieAtTheRoot() {
    FakeArtifact artifact = FakeArtifact.EMPTY
        .file(".open-next/worker.js", "import './cloudflare/init.js'; import '../package.json'")
        .file(".open-next/cloudflare/init.js", "")
        .file("package.json", "{}");

    assertThat(ModuleGraph.reached(artifact.open(), ".open-next/", "worker.js", NO_LIMIT).modules())
        .extracting(Reached::name)
        .containsExactly("worker.js", "cloudflare/init.js");
  }

  @Test
  void aNameNeedNotBeAscii() {
    assertThat(reached(worker("import './größe.js'").file("worker/größe.js", "")))
        .containsExactly("index.js", "größe.js");
  }

  @Test
  void importsAreFoundWhereverInALongModuleTheyStand() {
    StringBuilder source = new StringBuilder();
    FakeArtifact artifact = FakeArtifact.EMPTY;
    List<String> expected = new ArrayList<>(List.of("index.js"));
    for (int i = 0; i < 2000; i++) {
      source.append("import( /* of some length */ \"./")
          .append(i)
          .append(".js\");")
          .append("/".repeat(i % 97));
      artifact = artifact.entry(
          new ArtifactEntry("worker/" + i + ".js", Kind.FILE, 0, 0, false, i), new byte[0]);
      expected.add(i + ".js");
    }

    assertThat(reached(artifact.file("worker/index.js", source.toString())))
        .containsExactlyElementsOf(expected);
  }

  @Test
  void noMoreIsReadThanAWorkerMayHave() {
    String padding = " ".repeat(1000);
    FakeArtifact artifact = worker("import './a.js'; import './b.js'")
        .file("worker/a.js", padding + "import './c.js'")
        .file("worker/b.js", padding + "import './d.js'")
        .file("worker/c.js", "")
        .file("worker/d.js", "");
    Counting counting = new Counting(artifact.open());

    List<Reached> modules = ModuleGraph.reached(counting, "worker/", "index.js", 1500).modules();

    assertThat(modules).extracting(Reached::name)
        .containsExactly("index.js", "a.js", "b.js", "c.js");
    assertThat(counting.read).containsExactly("worker/index.js", "worker/a.js");
  }

  @Test
  void eachModuleIsReadOnce() {
    Counting counting = new Counting(worker("import './a.js'; import './b.js'")
        .file("worker/a.js", "import './b.js'")
        .file("worker/b.js", "import './a.js'")
        .open());

    ModuleGraph.reached(counting, "worker/", "index.js", NO_LIMIT);

    assertThat(counting.read).containsExactly("worker/index.js", "worker/a.js", "worker/b.js");
  }

  @Test
  void whatCannotBeReadImportsNothing() {
    ArtifactEntry bomb = new ArtifactEntry("worker/a.js", Kind.FILE, 1, 1, false, 900);
    ArtifactEntry locked = new ArtifactEntry("worker/b.js", Kind.FILE, 14, 14, true, 901);
    FakeArtifact artifact = worker("import './a.js'; import './b.js'")
        .entry(bomb, "import './c.js'".getBytes(UTF_8))
        .entry(locked, "import './c.js'".getBytes(UTF_8))
        .file("worker/c.js", "");

    assertThat(reached(artifact)).containsExactly("index.js", "a.js", "b.js");
  }

  private static FakeArtifact worker(String source) {
    return FakeArtifact.EMPTY.file("worker/index.js", source);
  }

  private static List<String> reached(FakeArtifact artifact) {
    return modules(artifact).stream().map(Reached::name).toList();
  }

  private static List<Reached> modules(FakeArtifact artifact) {
    return ModuleGraph.reached(artifact.open(), "worker/", "index.js", NO_LIMIT).modules();
  }

  /** Notes what is read. */
  private static final class Counting implements OpenArtifact {

    private final OpenArtifact artifact;
    private final List<String> read = new ArrayList<>();

    Counting(OpenArtifact artifact) {
      this.artifact = artifact;
    }

    @Override
    public List<ArtifactEntry> entries() {
      return artifact.entries();
    }

    @Override
    public MetaJson meta() {
      return artifact.meta();
    }

    @Override
    public WranglerConfig wranglerConfig() {
      return artifact.wranglerConfig();
    }

    @Override
    public Optional<String> nextDeploymentId() {
      return artifact.nextDeploymentId();
    }

    @Override
    public InputStream read(ArtifactEntry entry) {
      read.add(entry.name());
      return artifact.read(entry);
    }

    @Override
    public void close() {
      artifact.close();
    }
  }
}
