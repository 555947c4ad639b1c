package io.whopship.core.artifact;

import com.google.common.math.LongMath;
import io.whopship.core.artifact.ModuleGraph.Reached;
import io.whopship.ports.driven.ArtifactReader.OpenArtifact;
import io.whopship.ports.model.artifact.ArtifactEntry;
import io.whopship.ports.model.artifact.CacheFile;
import io.whopship.ports.model.artifact.WorkerBundle.Asset;
import io.whopship.ports.model.artifact.WorkerBundle.Module;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where the parts of an artifact lie.
 *
 * @param modules the entry point first, then what it reaches
 * @param added what the platform puts in front of them, so that they run
 * @param mentions those of {@link OpenNextStorage#WORDS} that stand in the modules
 * @param assets also {@code _headers} and {@code _redirects}, which are rules for the edge
 * @param missingModules what the entry point imports and the artifact lacks
 * @param hasPathsOfTheBuild whether a module is imported by a path of the machine that built it
 */
record Layout(List<Reached> modules, List<Module> added, Set<String> mentions, List<Asset> assets,
    List<CacheFile> cache, List<String> missingModules, boolean hasPathsOfTheBuild) {

  /** What stands before all parts: the first that has a worker counts. */
  private static final List<String> PREFIXES = List.of("open-next/", ".open-next/", "");
  private static final String ASSETS = "assets/";
  private static final String CACHE = "cache/";

  /** Tells a bundler what not to upload; it is no asset itself. */
  private static final String ASSETS_IGNORE = ".assetsignore";

  /**
   * The layout of an artifact, unless that has no worker.
   *
   * @param maxWorkerBytes to tell a worker that is larger, no more of its modules need be found
   */
  static Optional<Layout> of(OpenArtifact artifact, long maxWorkerBytes) {
    List<ArtifactEntry> files = artifact.entries().stream().filter(ArtifactEntry::isFile).toList();
    Set<String> names = files.stream().map(ArtifactEntry::name).collect(Collectors.toSet());
    return PREFIXES.stream()
        .flatMap(prefix -> EntryPoint.ALL.stream().map(entryPoint -> entryPoint.below(prefix)))
        .filter(entryPoint -> names.contains(entryPoint.path()))
        .findFirst()
        .map(entryPoint -> of(entryPoint, files, ModuleGraph.reached(artifact,
            entryPoint.folder(), entryPoint.script(), maxWorkerBytes)));
  }

  private static Layout of(EntryPoint entryPoint, List<ArtifactEntry> files, ModuleGraph graph) {
    Stream<Asset> assets = below(entryPoint.prefix() + ASSETS, files, Layout::asset).stream();
    List<CacheFile> cache = below(entryPoint.prefix() + CACHE, files, CacheFile::of);
    return new Layout(graph.modules(),
        entryPoint.isBundled() ? List.of() : UnbundledWorker.inFrontOf(entryPoint.script()),
        graph.mentions(),
        Stream.concat(assets, OpenNextStorage.assets(graph.mentions(), cache)).toList(), cache,
        entryPoint.isBundled() ? List.of() : graph.missing(), graph.hasPathsOfTheBuild());
  }

  /** Where a worker may begin. */
  private record EntryPoint(String prefix, String subfolder, String script, boolean isBundled) {

    /** As the guide has it; the bundler's own name for it; as OpenNext itself leaves it. */
    static final List<EntryPoint> ALL = List.of(
        new EntryPoint("", "worker/", "index.js", true),
        new EntryPoint("", "worker/", "worker.js", true),
        new EntryPoint("", "", "worker.js", false));

    EntryPoint below(String newPrefix) {
      return new EntryPoint(newPrefix, subfolder, script, isBundled);
    }

    String folder() {
      return prefix + subfolder;
    }

    String path() {
      return folder() + script;
    }
  }

  ArtifactEntry entryPoint() {
    return modules.getFirst().entry();
  }

  /** All modules as they are to run. */
  List<Module> workerModules() {
    return Stream.concat(added.stream(),
        modules.stream()
            .map(module -> new Module(module.name(), module.type(), module.entry())))
        .toList();
  }

  /** All modules, unpacked, as claimed. */
  long workerBytes() {
    return modules.stream()
        .mapToLong(module -> module.entry().size())
        .reduce(0, LongMath::saturatedAdd);
  }

  private static <T> List<T> below(String folder, List<ArtifactEntry> files,
      BiFunction<String, ArtifactEntry, Optional<T>> part) {
    return files.stream()
        .filter(file -> file.name().startsWith(folder))
        .flatMap(file -> part.apply(file.name().substring(folder.length()), file).stream())
        .toList();
  }

  private static Optional<Asset> asset(String path, ArtifactEntry file) {
    return path.equals(ASSETS_IGNORE)
        ? Optional.empty()
        : Optional.of(new Asset("/" + path, file));
  }
}
