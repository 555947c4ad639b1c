package io.whopship.ports.model.artifact;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What an accepted artifact makes run: the worker's modules, its assets, its settings, and what its
 * cache holds before the first request.
 *
 * @param modules the first is the entry point
 * @param cache pages that were rendered at build time, by no means all of the app
 */
public record WorkerBundle(List<Module> modules, List<Asset> assets, List<CacheFile> cache,
    RuntimeSettings runtime) {

  public WorkerBundle {
    modules = List.copyOf(modules);
    assets = List.copyOf(assets);
    cache = List.copyOf(cache);
    if (modules.isEmpty()) {
      throw new IllegalArgumentException("a worker has at least one module");
    }
  }

  /**
   * One module.
   *
   * @param name by which the others import it, relative to the entry point: {@code index.js}
   */
  public record Module(String name, ModuleType type, ModuleSource source) {

    public Module(String name, ModuleType type, ArtifactEntry entry) {
      this(name, type, new ModuleSource.Stored(entry));
    }
  }

  /** Where the content of a module comes from. */
  public sealed interface ModuleSource {

    /** It lies in the artifact. */
    record Stored(ArtifactEntry entry) implements ModuleSource {}

    /** The platform adds it, so that what lies in the artifact runs. */
    record Added(String text) implements ModuleSource {}
  }

  /**
   * One static asset.
   *
   * @param path under which it is asked for, not URL-encoded: {@code /logo.png}
   */
  public record Asset(String path, ArtifactEntry source) {}

  /** What a module is to the runtime. */
  public enum ModuleType {
    ES_MODULE, COMMON_JS, WASM, DATA, TEXT, JSON;

    /** The type that a file's ending stands for; empty for files that are no modules. */
    public static Optional<ModuleType> ofFile(String name) {
      String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
      return switch (ending) {
        case "js", "mjs" -> Optional.of(ES_MODULE);
        case "cjs" -> Optional.of(COMMON_JS);
        case "wasm" -> Optional.of(WASM);
        case "bin" -> Optional.of(DATA);
        case "txt", "html", "sql" -> Optional.of(TEXT);
        case "json" -> Optional.of(JSON);
        default -> Optional.empty();
      };
    }
  }
}
