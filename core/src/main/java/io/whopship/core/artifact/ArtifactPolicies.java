package io.whopship.core.artifact;

import io.whopship.ports.model.artifact.ArtifactLimits;
import io.whopship.ports.model.artifact.Binding;
import io.whopship.ports.model.artifact.MetaJson;
import io.whopship.ports.model.artifact.Problem;
import io.whopship.ports.model.artifact.WranglerConfig;
import java.util.List;

/**
 * The policies there are, in the order in which their problems are told. A new rule for artifacts
 * is a new line in {@link #all}; one that entries must obey before anything is read of them is an
 * {@link EntryPolicy}. How many entries there may be is no rule here: a reader refuses more before
 * it opens a zip.
 */
final class ArtifactPolicies {

  private ArtifactPolicies() {}

  static List<ArtifactPolicy> all(ArtifactLimits limits) {
    return List.of(
        archiveSize(limits.maxArchiveBytes()),
        totalSize(limits.maxTotalBytes()),
        facts -> facts.content().unreadable(),
        ArtifactPolicies::readableMetadata,
        ArtifactPolicies::readableConfig,
        ArtifactPolicies::bindings,
        ArtifactPolicies::worker,
        ArtifactPolicies::modules,
        new WorkerSize(limits.maxWorkerGzipBytes(), limits.maxWorkerBytes()),
        assetCount(limits.maxAssets()),
        assetSize(limits.maxAssetBytes()));
  }

  private static ArtifactPolicy archiveSize(long max) {
    return facts -> facts.archiveBytes() <= max
        ? List.of()
        : ofWhole("archive-too-large", "The artifact has " + Sizes.size(facts.archiveBytes())
            + ", the limit is " + Sizes.size(max));
  }

  private static ArtifactPolicy totalSize(long max) {
    return facts -> facts.totalBytes() <= max
        ? List.of()
        : ofWhole("unpacked-too-large", "The artifact has " + Sizes.size(facts.totalBytes())
            + " unpacked, the limit is " + Sizes.size(max));
  }

  private static List<Problem> readableMetadata(ArtifactFacts facts) {
    return switch (facts.meta()) {
      case MetaJson.Malformed(String reason) ->
        List.of(new Problem("meta-malformed", "meta.json", reason));
      case MetaJson.Absent absent -> List.of();
      case MetaJson.Parsed parsed -> List.of();
    };
  }

  private static List<Problem> readableConfig(ArtifactFacts facts) {
    return switch (facts.wrangler()) {
      case WranglerConfig.Malformed(String entry, String reason) ->
        List.of(new Problem("config-malformed", entry, reason));
      case WranglerConfig.Absent absent -> List.of();
      case WranglerConfig.Parsed parsed -> List.of();
    };
  }

  private static List<Problem> bindings(ArtifactFacts facts) {
    return facts.runtime()
        .bindings()
        .stream()
        .filter(Binding.Unavailable.class::isInstance)
        .map(Binding.Unavailable.class::cast)
        .map(binding -> new Problem("binding-unavailable", facts.settingsEntry(),
            "The worker asks for a binding '" + binding.name() + "', but " + binding.reason()
                + "; remove it, or reach what it stands for by its URL"))
        .toList();
  }

  private static List<Problem> worker(ArtifactFacts facts) {
    return facts.layout() != null
        ? List.of()
        : ofWhole("worker-missing",
            "Worker script not found in artifact. Expected at open-next/worker/index.js\n"
                + "or at worker.js, as OpenNext leaves it. " + WorkerAdvice.of(facts.entries()));
  }

  private static List<Problem> modules(ArtifactFacts facts) {
    Layout layout = facts.layout();
    return layout == null
        ? List.of()
        : layout.missingModules()
            .stream()
            .map(module -> new Problem("module-missing", layout.entryPoint().name(),
                "imports " + module + ", which is not in the artifact. Zip the whole folder, hidden"
                    + " files too: cd .open-next && " + WorkerAdvice.ZIP))
            .toList();
  }

  private static ArtifactPolicy assetCount(int max) {
    return facts -> facts.layout() == null || facts.layout().assets().size() <= max
        ? List.of()
        : ofWhole("too-many-assets", "The artifact has " + facts.layout().assets().size()
            + " assets, the limit is " + max);
  }

  private static ArtifactPolicy assetSize(long max) {
    return facts -> facts.layout() == null
        ? List.of()
        : facts.layout()
            .assets()
            .stream()
            .filter(asset -> asset.source().size() > max)
            .map(asset -> new Problem("asset-too-large", asset.source().name(),
                "has " + Sizes.size(asset.source().size()) + ", the limit for an asset is "
                    + Sizes.size(max)))
            .toList();
  }

  private static List<Problem> ofWhole(String rule, String message) {
    return List.of(new Problem(rule, null, message));
  }
}
