package io.whopship.ports.model.rollout;

import org.jspecify.annotations.Nullable;

/**
 * How an app's deployments go live.
 *
 * @param plan for deployments to come; {@code null} for the server's own
 * @param queue what a deployment does to those that wait for their turn before it
 */
public record RolloutPolicy(@Nullable RolloutPlan plan, Queue queue) {

  public static final RolloutPolicy DEFAULT = new RolloutPolicy(null, Queue.WAIT);

  /** What becomes of a deployment that waits when a newer one comes to wait, too. */
  public enum Queue {
    /** It goes first. */
    WAIT,
    /** It gives way: the newer one takes its place. */
    REPLACE
  }
}
