package io.whopship.app;

import io.whopship.core.ControlPlane;
import io.whopship.ports.model.artifact.ArtifactLimits;
import io.whopship.ports.model.rollout.ProbeSettings;
import io.whopship.ports.model.rollout.RolloutPlan;
import java.time.Duration;

/** What holds for each deployment, unless its app says otherwise. */
record DeploymentSettings(RolloutPlan plan, String probePath, ArtifactLimits limits,
    int keptReleases, Duration artifactAge) {

  /** How often a step is tried: over two minutes, with pauses that double up to half a minute. */
  static final int MAX_ATTEMPTS = 8;

  /** With a shorter one, whoever wants to see what failed finds nothing. */
  private static final Duration LEAST_ARTIFACT_AGE = Duration.ofHours(1);

  static DeploymentSettings read(Settings settings) {
    RolloutPlan plan = settings.of("WHOPSHIP_SOAK", "30s",
        text -> RolloutPlan.halfThenAll(Durations.parse(text)));
    String probePath = settings.text("WHOPSHIP_PROBE_PATH", "/");
    settings.require("WHOPSHIP_PROBE_PATH", probePath.matches("/[\\x21-\\x7e]{0,1023}"),
        "must be a path that starts with /");
    ArtifactLimits limits = limits(settings);
    int kept = settings.number("WHOPSHIP_KEPT_RELEASES",
        ControlPlane.Settings.DEFAULT_KEPT_RELEASES, 1, 100);
    Duration artifactAge = settings.of("WHOPSHIP_ARTIFACT_AGE",
        ControlPlane.Settings.DEFAULT_ARTIFACT_AGE.toDays() + "d", Durations::parse);
    settings.require("WHOPSHIP_ARTIFACT_AGE", artifactAge.compareTo(LEAST_ARTIFACT_AGE) >= 0,
        "must be " + LEAST_ARTIFACT_AGE.toHours() + "h or more");
    return new DeploymentSettings(plan, probePath, limits, kept, artifactAge);
  }

  private static ArtifactLimits limits(Settings settings) {
    ArtifactLimits usual = ArtifactLimits.DEFAULT;
    return new ArtifactLimits(settings.bytes("WHOPSHIP_MAX_ARTIFACT", usual.maxArchiveBytes()),
        settings.number("WHOPSHIP_MAX_ENTRIES", usual.maxEntries(), 1, 1_000_000),
        settings.bytes("WHOPSHIP_MAX_UNPACKED", usual.maxTotalBytes()),
        settings.bytes("WHOPSHIP_MAX_WORKER_GZIP", usual.maxWorkerGzipBytes()),
        settings.bytes("WHOPSHIP_MAX_WORKER", usual.maxWorkerBytes()),
        settings.bytes("WHOPSHIP_MAX_ASSET", usual.maxAssetBytes()),
        settings.number("WHOPSHIP_MAX_ASSETS", usual.maxAssets(), 1, 1_000_000));
  }

  ProbeSettings probe() {
    ProbeSettings usual = ProbeSettings.DEFAULT;
    return new ProbeSettings(probePath, usual.timeout(), usual.interval(), usual.pause(),
        usual.maxFailures());
  }
}
