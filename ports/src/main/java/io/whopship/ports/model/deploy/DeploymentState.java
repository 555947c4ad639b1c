package io.whopship.ports.model.deploy;

import io.whopship.ports.model.rollout.Release;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a deployment stands, each state with only the facts that are true in it. Callers see five
 * words of it, {@link #status}; the states between are checkpoints from which any server goes on.
 */
public sealed interface DeploymentState {

  /** Waits for its artifact and for being triggered. */
  record Pending() implements DeploymentState {}

  /** Triggered: its artifact is fetched and judged. */
  record Building(Instant triggeredAt) implements DeploymentState {}

  /** Its artifact is good; it waits until it is its turn among the deployments of its app. */
  record Queued(Instant triggeredAt) implements DeploymentState {}

  /** Its release is on its way to visitors. */
  sealed interface Deploying extends DeploymentState {
    Instant triggeredAt();
  }

  /** The edge is given the worker and its assets. */
  record Placing(Instant triggeredAt) implements Deploying {}

  /**
   * The edge holds the release, nobody is sent to it; it is probed.
   *
   * @param failures failed probes in a row
   */
  record Probing(Instant triggeredAt, Release release, int failures) implements Deploying {}

  /** The edge is told to give the release the share of this step of the plan. */
  record Shifting(Instant triggeredAt, Release release, int step) implements Deploying {}

  /**
   * The release has the share of this step and is watched.
   *
   * @param since when every visitor could see the share
   * @param failures bad rounds of probes in a row
   * @param unmeasured rounds in a row in which it could not be asked
   */
  record Soaking(Instant triggeredAt, Release release, int step, Instant since, Instant until,
      int failures, int unmeasured) implements Deploying {}

  /**
   * The release keeps the share of this step, is watched, and waits for somebody.
   *
   * @param since when every visitor could see the share
   * @param left of the soak
   * @param reason for a person
   * @param failures bad rounds of probes in a row
   */
  record Paused(Instant triggeredAt, Release release, int step, Instant since, Duration left,
      Why why, String reason, int failures) implements Deploying {

    /** What it waits for. */
    public enum Why {
      /** Somebody asked for it. */
      ASKED,
      /** The plan wants this step to be approved. */
      APPROVAL,
      /** Its gate could not tell. */
      INCONCLUSIVE
    }
  }

  /** The edge is told that the release is the app's stable one. */
  record Settling(Instant triggeredAt, Release release) implements Deploying {}

  /** The edge is told to send visitors where they went before; then the deployment has failed. */
  record Withdrawing(Instant triggeredAt, Release release, Failure failure) implements Deploying {}

  /** Done: it went live. Whether it still is, the app's route knows. */
  record Active(Release release, Instant triggeredAt, Instant deployedAt)
      implements
        DeploymentState {}

  /**
   * Done: it did not go live.
   *
   * @param release what the edge holds of it; {@code null} if it did not come that far
   */
  record Failed(Failure failure, Instant failedAt, @Nullable Release release)
      implements
        DeploymentState {}

  /** The public word for this state. */
  default Status status() {
    return switch (this) {
      case Pending p -> Status.PENDING;
      case Building b -> Status.BUILDING;
      case Queued q -> Status.BUILDING;
      case Deploying d -> Status.DEPLOYING;
      case Active a -> Status.ACTIVE;
      case Failed f -> Status.FAILED;
    };
  }

  /** What the edge holds of this deployment, if it holds anything yet. */
  default @Nullable Release releaseIfPlaced() {
    return switch (this) {
      case Pending p -> null;
      case Building b -> null;
      case Queued q -> null;
      case Placing p -> null;
      case Probing p -> p.release();
      case Shifting s -> s.release();
      case Soaking s -> s.release();
      case Paused p -> p.release();
      case Settling s -> s.release();
      case Withdrawing w -> w.release();
      case Active a -> a.release();
      case Failed f -> f.release();
    };
  }

  /** No event leads out of this state. */
  default boolean isFinal() {
    return status() == Status.ACTIVE || status() == Status.FAILED;
  }
}
