package io.whopship.core;

import com.google.common.base.Splitter;
import io.whopship.ports.driven.ArtifactReader.OpenArtifact;
import io.whopship.ports.model.artifact.ArtifactEntry;
import io.whopship.ports.model.artifact.WorkerBundle.Module;
import io.whopship.ports.model.artifact.WorkerBundle.ModuleType;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The modules that a worker is made of: its entry point, and what that imports, and so on. A build
 * leaves more beside them, such as source maps and chunks of other targets; nobody asks for those.
 * Each file is one module, read once, and all together no further than one past the largest worker
 * allowed.
 */
final class ModuleGraph {

  private static final Splitter SEGMENTS = Splitter.on('/');

  private final OpenArtifact artifact;
  private final Map<String, ArtifactEntry> files = new HashMap<>();
  /** By the name of the entry. Thus there are no more modules than entries, which are limited. */
  private final Map<String, Module> found = new LinkedHashMap<>();
  private final Deque<Module> unread = new ArrayDeque<>();

  private ModuleGraph(OpenArtifact artifact, String folder) {
    this.artifact = artifact;
    for (ArtifactEntry entry : artifact.entries()) {
      if (entry.isFile() && entry.name().startsWith(folder)) {
        files.putIfAbsent(entry.name().substring(folder.length()), entry);
      }
    }
  }

  /**
   * The modules reached from an entry point, which is the first of them.
   *
   * @param folder in which the entry point lies, with a slash at its end; nothing outside of it is
   * reached
   * @param maxBytes unpacked: once there are more, the rest does not matter
   */
  static List<Module> reached(OpenArtifact artifact, String folder, String entryPoint,
      long maxBytes) {
    var graph = new ModuleGraph(artifact, folder);
    graph.follow(entryPoint, maxBytes);
    return List.copyOf(graph.found.values());
  }

  private void follow(String entryPoint, long maxBytes) {
    ArtifactEntry first = files.get(entryPoint);
    if (first == null) {
      throw new IllegalArgumentException("there is no entry point " + entryPoint);
    }
    add(new Module(entryPoint, ModuleType.ES_MODULE, first));
    long bytes = 0;
    while (!unread.isEmpty() && bytes <= maxBytes) {
      Module module = unread.remove();
      bytes += module.source().size();
      if (bytes <= maxBytes && isScript(module.type())) {
        followImports(module);
      }
    }
  }

  private void add(Module module) {
    found.put(module.source().name(), module);
    unread.add(module);
  }

  private static boolean isScript(ModuleType type) {
    return switch (type) {
      case ES_MODULE, COMMON_JS -> true;
      case WASM, DATA, TEXT, JSON -> false;
    };
  }

  private void followImports(Module module) {
    if (module.source().encrypted()) {
      return;
    }
    try (InputStream in = artifact.read(module.source())) {
      ImportScan.scan(in, specifier -> reach(module, specifier));
    } catch (IOException e) {
      // That it cannot be read is told by whoever reads the whole artifact.
    }
  }

  private void reach(Module importer, String specifier) {
    Optional<String> name = resolve(importer.name(), specifier);
    if (name.isEmpty()) {
      return;
    }
    String file = withoutSuffix(name.get());
    ArtifactEntry source = files.getOrDefault(name.get(), files.get(file));
    if (source != null && !found.containsKey(source.name())) {
      // The name stays as it is first imported: that is how the runtime will ask for it.
      ModuleType.ofFile(file).ifPresent(type -> add(new Module(name.get(), type, source)));
    }
  }

  /** {@code resvg.wasm} of {@code resvg.wasm?module}. */
  private static String withoutSuffix(String name) {
    int mark = name.indexOf('?');
    return mark < 0 ? name : name.substring(0, mark);
  }

  /** Empty if it leads out of the folder. */
  private static Optional<String> resolve(String importer, String specifier) {
    Deque<String> path = new ArrayDeque<>();
    if (!specifier.startsWith("/")) {
      SEGMENTS.split(importer).forEach(path::addLast);
      path.removeLast();
    }
    for (String segment : SEGMENTS.split(specifier)) {
      switch (segment) {
        case "", "." -> {
        }
        case ".." -> {
          if (path.pollLast() == null) {
            return Optional.empty();
          }
        }
        default -> path.addLast(segment);
      }
    }
    return Optional.of(String.join("/", path));
  }
}
