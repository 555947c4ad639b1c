package io.whopship.core.artifact;

import com.google.common.math.LongMath;
import io.whopship.ports.driven.ArtifactReader.OpenArtifact;
import io.whopship.ports.model.artifact.ArtifactEntry;
import io.whopship.ports.model.artifact.ArtifactLimits;
import io.whopship.ports.model.artifact.MetaJson;
import io.whopship.ports.model.artifact.RuntimeSettings;
import io.whopship.ports.model.artifact.WranglerConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that policies judge of an artifact.
 *
 * @param layout where its parts lie; {@code null} if it has no worker
 */
record ArtifactFacts(long archiveBytes, List<ArtifactEntry> entries, MetaJson meta,
    WranglerConfig wrangler, @Nullable String nextDeploymentId, @Nullable Layout layout,
    ArtifactContent content) {

  /** Since late 2026 the runtime else takes an absolute path for a URL, and finds nothing there. */
  private static final String PLAIN_MODULE_NAMES = "legacy_module_registry";

  /** Reads no content of an artifact that claims to be larger than it may. */
  static ArtifactFacts gather(OpenArtifact artifact, long archiveBytes, ArtifactLimits limits) {
    List<ArtifactEntry> entries = artifact.entries();
    boolean isReadable = totalBytes(entries) <= limits.maxTotalBytes();
    Layout layout = Layout.of(artifact, isReadable ? limits.maxWorkerBytes() : 0).orElse(null);
    ArtifactContent content = isReadable
        ? ArtifactContent.read(artifact, entries, layout, limits)
        : ArtifactContent.UNREAD;
    return new ArtifactFacts(archiveBytes, entries, artifact.meta(), artifact.wranglerConfig(),
        artifact.nextDeploymentId().orElse(null), layout, content);
  }

  /**
   * How the worker wants to be run: as {@code meta.json} says, else as the project's own
   * configuration does, else as its code lets one think. What is malformed says nothing.
   */
  RuntimeSettings runtime() {
    RuntimeSettings told = told();
    RuntimeSettings settings = (told != null ? told : configured())
        .orDeploymentId(nextDeploymentId);
    return layout != null && layout.hasPathsOfTheBuild()
        ? settings.withFlag(PLAIN_MODULE_NAMES)
        : settings;
  }

  /** The entry that {@link #runtime} is taken from; {@code null} if that is the code. */
  @Nullable
  String settingsEntry() {
    if (told() != null) {
      return "meta.json";
    }
    return wrangler instanceof WranglerConfig.Parsed parsed ? parsed.entry() : null;
  }

  /** Of what the project's configuration asks in vain. */
  List<String> remarks() {
    return switch (wrangler) {
      case WranglerConfig.Parsed parsed -> parsed.passedOver()
          .stream()
          .map(member -> parsed.entry() + ": " + member + " not obeyed here")
          .toList();
      case WranglerConfig.Absent absent -> List.of();
      case WranglerConfig.Malformed malformed -> List.of();
    };
  }

  private @Nullable RuntimeSettings told() {
    return meta instanceof MetaJson.Parsed parsed ? parsed.runtime() : null;
  }

  private RuntimeSettings configured() {
    return switch (wrangler) {
      case WranglerConfig.Parsed parsed -> parsed.runtime();
      case WranglerConfig.Absent absent -> unconfigured();
      case WranglerConfig.Malformed malformed -> unconfigured();
    };
  }

  private RuntimeSettings unconfigured() {
    return layout == null
        ? RuntimeSettings.DEFAULT
        : RuntimeSettings.DEFAULT.withBindings(OpenNextStorage.bindings(layout.mentions()));
  }

  /** Unpacked, as claimed. Who reads an entry gets no more than it claims. */
  long totalBytes() {
    return totalBytes(entries);
  }

  private static long totalBytes(List<ArtifactEntry> entries) {
    return entries.stream().mapToLong(ArtifactEntry::size).reduce(0, LongMath::saturatedAdd);
  }
}
