package io.whopship.core.artifact;

import com.google.common.base.Splitter;
import com.google.common.collect.HashMultiset;
import com.google.common.collect.Multiset;
import com.google.common.math.LongMath;
import io.whopship.ports.driven.ArtifactReader.OpenArtifact;
import io.whopship.ports.model.artifact.ArtifactEntry;
import io.whopship.ports.model.artifact.WorkerBundle.ModuleType;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The modules that a worker is made of: its entry point, and what that imports, and so on. A build
 * leaves more beside them, such as source maps and chunks of other targets; nobody asks for those.
 * Each module is read once, and all together no further than one past the largest worker allowed.
 */
final class ModuleGraph {

  private static final Splitter SEGMENTS = Splitter.on('/');

  /**
   * By so many names the imports of a worker may know one file: with or without a suffix, as in
   * {@code a.wasm?module}, and by an absolute path. It is as many modules, so a bound is needed.
   */
  private static final int MAX_NAMES = 4;

  /** Where a build tool leaves what the worker then imports by the path it had on that machine. */
  private static final String BUILD_FOLDER = "/.open-next/";

  /**
   * What OpenNext writes has a few kilobytes. In a larger entry point, which is a bundler's, much
   * that looks like an import is none.
   */
  private static final int MAX_PLAIN_ENTRY_POINT = 64 * 1024;

  private final OpenArtifact artifact;
  private final Map<String, ArtifactEntry> files = new HashMap<>();
  /** By the name of the module. */
  private final Map<String, Reached> found = new LinkedHashMap<>();
  private final Multiset<ArtifactEntry> names = HashMultiset.create();
  private final Set<String> mentions = new HashSet<>();
  private final Set<String> missing = new LinkedHashSet<>();
  private final Deque<Reached> unread = new ArrayDeque<>();

  /**
   * A module.
   *
   * @param name by which it is imported: a path relative to the folder, or an absolute one without
   * its slash
   */
  record Reached(String name, ModuleType type, ArtifactEntry entry) {}

  private ModuleGraph(OpenArtifact artifact, String folder) {
    this.artifact = artifact;
    for (ArtifactEntry entry : artifact.entries()) {
      if (entry.isFile() && entry.name().startsWith(folder)) {
        files.putIfAbsent(entry.name().substring(folder.length()), entry);
      }
    }
  }

  /**
   * Follows all imports from an entry point.
   *
   * @param folder in which the entry point lies, with a slash at its end; nothing outside of it is
   * reached
   * @param maxBytes unpacked: once there are more, the rest does not matter
   */
  static ModuleGraph reached(OpenArtifact artifact, String folder, String entryPoint,
      long maxBytes) {
    var graph = new ModuleGraph(artifact, folder);
    graph.follow(entryPoint, maxBytes);
    return graph;
  }

  /** The entry point, then what it reaches. */
  List<Reached> modules() {
    return List.copyOf(found.values());
  }

  /** Whether a module is imported by a path of the machine that built the app. */
  boolean hasPathsOfTheBuild() {
    return found.keySet().stream().anyMatch(name -> name.contains(BUILD_FOLDER));
  }

  /**
   * Files of its own folder that the entry point imports and that are not there. Of other modules
   * it is not told: what stands in them may look like an import and be none.
   */
  List<String> missing() {
    return List.copyOf(missing);
  }

  /** Those of {@link OpenNextStorage#WORDS} that stand in one of the modules. */
  Set<String> mentions() {
    return Set.copyOf(mentions);
  }

  private void follow(String entryPoint, long maxBytes) {
    ArtifactEntry first = files.get(entryPoint);
    if (first == null) {
      throw new IllegalArgumentException("there is no entry point " + entryPoint);
    }
    add(new Reached(entryPoint, ModuleType.ES_MODULE, first));
    long bytes = 0;
    while (!unread.isEmpty() && bytes <= maxBytes) {
      Reached module = unread.remove();
      bytes = LongMath.saturatedAdd(bytes, module.entry().size());
      if (bytes <= maxBytes && isScript(module.type())) {
        followImports(module);
      }
    }
  }

  private void add(Reached module) {
    found.put(module.name(), module);
    names.add(module.entry());
    unread.add(module);
  }

  private static boolean isScript(ModuleType type) {
    return switch (type) {
      case ES_MODULE, COMMON_JS -> true;
      case WASM, DATA, TEXT, JSON -> false;
    };
  }

  private void followImports(Reached module) {
    if (module.entry().encrypted()) {
      return;
    }
    try (InputStream in = artifact.read(module.entry())) {
      ScriptScan.scan(in, specifier -> reach(module, specifier), OpenNextStorage.WORDS,
          mentions::add);
    } catch (IOException e) {
      // That it cannot be read is told by whoever reads the whole artifact.
    }
  }

  private void reach(Reached importer, String specifier) {
    Optional<String> resolved = resolve(importer.name(), specifier);
    if (resolved.isEmpty() || found.containsKey(resolved.get())) {
      return;
    }
    String name = resolved.get();
    ArtifactEntry entry = file(name);
    if (entry == null && specifier.startsWith("./") && isPlainEntryPoint(importer)) {
      missing.add(name);
    }
    if (entry != null && names.count(entry) < MAX_NAMES) {
      // The name stays as it is imported: that is how the runtime will ask for it.
      ModuleType.ofFile(withoutSuffix(entry.name()))
          .ifPresent(type -> add(new Reached(name, type, entry)));
    }
  }

  private boolean isPlainEntryPoint(Reached module) {
    return module.equals(found.values().iterator().next())
        && module.entry().size() <= MAX_PLAIN_ENTRY_POINT;
  }

  private @Nullable ArtifactEntry file(String name) {
    ArtifactEntry exact = files.get(name);
    if (exact != null) {
      return exact;
    }
    String file = withoutSuffix(name);
    int build = file.lastIndexOf(BUILD_FOLDER);
    return files.get(build < 0 ? file : file.substring(build + BUILD_FOLDER.length()));
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
