package io.whopship.ports.model.deploy;

import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.rollout.Release;
import java.time.Duration;

/** What can happen to a deployment. */
public sealed interface DeploymentEvent {

  /** Somebody asked for it to be processed. */
  record Triggered() implements DeploymentEvent {}

  /** The artifact is what it should be. */
  record Accepted() implements DeploymentEvent {}

  /** It is its turn: no other deployment of its app is before it. */
  record Admitted() implements DeploymentEvent {}

  /** The edge holds the release. */
  record Placed(Release release) implements DeploymentEvent {}

  /** The release answered a probe as a healthy site does. */
  record ProbePassed() implements DeploymentEvent {}

  /** The release did not: {@code reason} says what it did instead. */
  record ProbeFailed(String reason) implements DeploymentEvent {}

  /** The release could not be asked, which is not its fault. */
  record Unmeasured(String reason) implements DeploymentEvent {}

  /** What visitors get from the release is worse than its gate allows. */
  record GateFailed(String reason) implements DeploymentEvent {}

  /** The gate of the soak could not tell. */
  record GateInconclusive(String reason) implements DeploymentEvent {}

  /** A newer deployment of the app takes its place in the queue. */
  record Replaced(DeploymentId by) implements DeploymentEvent {}

  /**
   * The edge took the new share.
   *
   * @param spread how long it may be until every visitor sees it; a soak counts from then
   * @param delay how much longer it is until the figures of the soak are complete
   */
  record Shifted(Duration spread, Duration delay) implements DeploymentEvent {}

  /** The edge knows the release as the stable one. */
  record Settled() implements DeploymentEvent {}

  /** The edge sends nobody to the release any more. */
  record Withdrawn() implements DeploymentEvent {}

  /**
   * It cannot go on.
   *
   * @param artifactIsRefuse whether nobody can want to look at the artifact, which takes room
   */
  record Broke(Failure failure, boolean artifactIsRefuse) implements DeploymentEvent {

    public Broke(Failure failure) {
      this(failure, false);
    }
  }
}
