package io.whopship.core;

import com.google.common.math.LongMath;
import io.whopship.ports.driven.ArtifactReader.OpenArtifact;
import io.whopship.ports.model.artifact.ArtifactEntry;
import io.whopship.ports.model.artifact.WorkerBundle.Asset;
import io.whopship.ports.model.artifact.WorkerBundle.Module;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where the parts of an artifact lie.
 *
 * @param modules the entry point first, then what it reaches
 * @param assets also {@code _headers} and {@code _redirects}, which are rules for the edge
 */
record Layout(List<Module> modules, List<Asset> assets) {

  /** What stands before {@code worker/} and {@code assets/}: the first that has a worker counts. */
  private static final List<String> PREFIXES = List.of("open-next/", ".open-next/", "");
  private static final String WORKER = "worker/";
  private static final String ASSETS = "assets/";
  private static final String ENTRY_POINT = "index.js";

  /** Tells a bundler what not to upload; it is no asset itself. */
  private static final String ASSETS_IGNORE = ".assetsignore";

  /**
   * The layout of an artifact; empty if it has no worker.
   *
   * @param maxWorkerBytes to tell a worker that is larger, no more of its modules need be found
   */
  static Optional<Layout> of(OpenArtifact artifact, long maxWorkerBytes) {
    List<ArtifactEntry> files = artifact.entries().stream().filter(ArtifactEntry::isFile).toList();
    Set<String> names = files.stream().map(ArtifactEntry::name).collect(Collectors.toSet());
    return PREFIXES.stream()
        .filter(prefix -> names.contains(prefix + WORKER + ENTRY_POINT))
        .findFirst()
        .map(prefix -> new Layout(
            ModuleGraph.reached(artifact, prefix + WORKER, ENTRY_POINT, maxWorkerBytes),
            assets(files, prefix + ASSETS)));
  }

  ArtifactEntry entryPoint() {
    return modules.getFirst().source();
  }

  Set<ArtifactEntry> moduleEntries() {
    return modules.stream().map(Module::source).collect(Collectors.toSet());
  }

  /** All modules, unpacked, as claimed. */
  long workerBytes() {
    return modules.stream()
        .mapToLong(module -> module.source().size())
        .reduce(0, LongMath::saturatedAdd);
  }

  private static List<Asset> assets(List<ArtifactEntry> files, String folder) {
    return files.stream()
        .filter(file -> file.name().startsWith(folder))
        .filter(file -> !file.name().equals(folder + ASSETS_IGNORE))
        .map(file -> new Asset("/" + file.name().substring(folder.length()), file))
        .toList();
  }
}
