package io.whopship.core.artifact;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import io.whopship.ports.driven.ArtifactReader.OpenArtifact;
import io.whopship.ports.driven.ArtifactStore;
import io.whopship.ports.driven.ArtifactStore.Fetched;
import io.whopship.ports.driven.ArtifactStore.LocalFile;
import io.whopship.ports.driving.CheckArtifact.Verdict;
import io.whopship.ports.model.artifact.Checksum;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.DeploymentEvent;
import io.whopship.ports.model.deploy.DeploymentEvent.Broke;
import java.util.function.Consumer;

/**
 * The artifacts of deployments, each fetched, held against its checksum and judged before anything
 * is done with it. That happens each time: the server that judged an artifact may be gone, and a
 * store that callers write to by themselves may hold another one by now. Of one that has the very
 * bytes of one accepted before, the judgement is known.
 */
public final class VerifiedArtifacts {

  /** Of all artifacts together whose judgement is kept in memory: some 100 bytes each. */
  private static final int MAX_KNOWN_FILES = 100_000;

  private final ArtifactStore artifacts;
  private final ArtifactJudge judge;
  private final long maxBytes;
  private final Cache<Checksum, Verdict.Accepted> known = CacheBuilder.newBuilder()
      .maximumWeight(MAX_KNOWN_FILES)
      .weigher((Checksum checksum, Verdict.Accepted accepted) -> accepted.summary().files())
      .build();

  /** @param maxBytes an artifact with more is refused without being fetched */
  public VerifiedArtifacts(ArtifactStore artifacts, ArtifactJudge judge, long maxBytes) {
    this.artifacts = artifacts;
    this.judge = judge;
    this.maxBytes = maxBytes;
  }

  /** What is done with a good artifact while it is open. */
  @FunctionalInterface
  public interface Use {
    DeploymentEvent of(OpenArtifact artifact, Verdict.Accepted accepted);
  }

  public String storeName() {
    return artifacts.displayName();
  }

  /** Answers what came of the use, {@link Broke} without it if the artifact is no good. */
  public DeploymentEvent use(Deployment deployment, Consumer<String> progress, Use use) {
    return switch (artifacts.fetch(deployment.artifactKey(), maxBytes)) {
      case Fetched.Found(LocalFile file) -> use(file, deployment, progress, use);
      case Fetched.TooLarge(long bytes) -> new Broke(ArtifactFailures.tooLarge(bytes, maxBytes),
          true);
      case Fetched.Absent() -> new Broke(ArtifactFailures.missing(artifacts));
    };
  }

  private DeploymentEvent use(LocalFile fetched, Deployment deployment, Consumer<String> progress,
      Use use) {
    try (LocalFile local = fetched) {
      ArtifactFile file = new ArtifactFile(local.path());
      progress.accept("Downloaded artifact: " + Sizes.megabytes(file.bytes()));
      Checksum expected = deployment.checksum();
      Checksum actual = file.checksum();
      if (expected != null) {
        if (!actual.equals(expected)) {
          return new Broke(ArtifactFailures.otherChecksum(expected, actual));
        }
        progress.accept("Checksum verified: " + actual);
      }
      progress.accept("Extracting artifact...");
      return judge.judge(file, known.getIfPresent(actual),
          problems -> new Broke(ArtifactFailures.refused(problems)), (artifact, accepted) -> {
            known.put(actual, accepted);
            return use.of(artifact, accepted);
          });
    }
  }
}
