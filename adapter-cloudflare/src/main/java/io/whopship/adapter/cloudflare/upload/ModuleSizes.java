package io.whopship.adapter.cloudflare.upload;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.whopship.ports.model.artifact.WorkerBundle.Module;
import io.whopship.ports.model.artifact.WorkerBundle.ModuleSource;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** How large the modules of a worker are, by what the artifact says of them. */
final class ModuleSizes {

  private static final int LARGEST = 5;

  private final List<Sized> all;

  private record Sized(String name, long bytes) {}

  private ModuleSizes(List<Sized> all) {
    this.all = all;
  }

  static ModuleSizes of(List<Module> modules) {
    return new ModuleSizes(modules.stream()
        .map(module -> new Sized(module.name(), switch (module.source()) {
          case ModuleSource.Stored(var entry) -> entry.size();
          case ModuleSource.Added(String text) -> text.getBytes(UTF_8).length;
        }))
        .toList());
  }

  int count() {
    return all.size();
  }

  long bytes() {
    return all.stream().mapToLong(Sized::bytes).sum();
  }

  /** Those that count if a worker is too large. */
  String largest() {
    return all.stream()
        .sorted(Comparator.comparingLong(Sized::bytes).reversed())
        .limit(LARGEST)
        .map(module -> module.name() + " (" + Sizes.kib(module.bytes()) + ")")
        .collect(Collectors.joining(", "));
  }
}
