package io.whopship.core.pipeline;

import io.whopship.core.artifact.Excerpt;
import io.whopship.ports.model.artifact.ArtifactSummary;
import io.whopship.ports.model.artifact.Binding;
import io.whopship.ports.model.artifact.RuntimeSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the log of a deployment says of the settings with which a worker will run. */
final class SettingsLines {

  /** Names and flags are an artifact's own, and may be many. */
  private static final int MAX_LINE = 2_000;

  private SettingsLines() {}

  static List<String> of(ArtifactSummary summary, RuntimeSettings runtime) {
    List<String> lines = new ArrayList<>();
    lines.add("Settings from "
        + (summary.settingsEntry() == null ? "the code" : summary.settingsEntry())
        + ": compatibility date "
        + (runtime.compatibilityDate() == null
            ? "the newest there is"
            : runtime.compatibilityDate())
        + ", flags "
        + String.join(", ", runtime.compatibilityFlags()));
    String bindings = runtime.bindings()
        .stream()
        .flatMap(binding -> kind(binding).map(kind -> binding.name() + " (" + kind + ")").stream())
        .collect(Collectors.joining(", "));
    if (!bindings.isEmpty()) {
      lines.add("Bindings: " + bindings);
    }
    lines.addAll(summary.remarks());
    return lines.stream().map(line -> Excerpt.of(line, MAX_LINE)).toList();
  }

  /** Empty for what every worker gets. */
  private static Optional<String> kind(Binding binding) {
    return switch (binding) {
      case Binding.Assets assets -> Optional.empty();
      case Binding.Self self -> Optional.empty();
      case Binding.Text text -> Optional.of("variable");
      case Binding.Json json -> Optional.of("variable");
      case Binding.KeyValue store -> Optional.of("KV");
      case Binding.Bucket bucket -> Optional.of("R2");
      case Binding.DurableObject object -> Optional.of("Durable Object");
      case Binding.Images images -> Optional.of("Images");
      case Binding.VersionMetadata metadata -> Optional.of("version metadata");
      case Binding.Unavailable unavailable -> Optional.empty();
    };
  }
}
