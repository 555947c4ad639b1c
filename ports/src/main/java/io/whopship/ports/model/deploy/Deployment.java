package io.whopship.ports.model.deploy;

import io.whopship.ports.model.AppId;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.artifact.ArtifactKey;
import io.whopship.ports.model.artifact.BuildMetadata;
import io.whopship.ports.model.artifact.Checksum;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.ports.model.rollout.RolloutPlan;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One try to make one artifact live.
 *
 * @param checksum what the caller said the artifact's is; {@code null} if nothing
 * @param plan how its traffic will rise: fixed when it is created
 * @param version rises by one with each new state
 * @param fence rises each time a server takes the deployment up; whoever holds an older one changes
 * nothing
 */
public record Deployment(DeploymentId id, UUID uuid, AppId app, BuildMetadata metadata,
    @Nullable Checksum checksum, RolloutPlan plan, DeploymentState state, long version, long fence,
    Instant createdAt) {

  public ReleaseName releaseName() {
    return new ReleaseName(app, id);
  }

  public ArtifactKey artifactKey() {
    return ArtifactKey.of(id);
  }

  /** The public name of the stage its rollout is in; {@code null} before and outside of one. */
  public @Nullable String rolloutStage() {
    return switch (state) {
      case DeploymentState.Shifting s -> plan.stageName(s.step());
      case DeploymentState.Soaking s -> plan.stageName(s.step());
      case DeploymentState.Paused p -> plan.stageName(p.step());
      case DeploymentState.Settling s -> plan.stageName(plan.steps().size() - 1);
      case DeploymentState.Active a -> "complete";
      case DeploymentState.Pending p -> null;
      case DeploymentState.Building b -> null;
      case DeploymentState.Queued q -> null;
      case DeploymentState.Placing p -> null;
      case DeploymentState.Probing p -> null;
      case DeploymentState.Withdrawing w -> null;
      case DeploymentState.Failed f -> null;
    };
  }
}
