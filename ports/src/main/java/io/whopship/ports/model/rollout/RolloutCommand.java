package io.whopship.ports.model.rollout;

/**
 * What a person may tell a deployment. Each names the stage that the person saw, {@code stage1_50}:
 * if the deployment is not in it any more, it is refused.
 */
public sealed interface RolloutCommand {

  /** Ends the soak: on to the next share, or with {@code full} to all of it and done. */
  record Promote(String stage, boolean full) implements RolloutCommand {}

  /** Keeps its share until somebody says what follows. */
  record Pause(String stage) implements RolloutCommand {}

  /** Goes on with the soak. */
  record Resume(String stage) implements RolloutCommand {}

  /** Takes its traffic back, for good. */
  record Abort(String stage) implements RolloutCommand {}

  /** Ends a deployment that has had no traffic yet, for good. */
  record Cancel() implements RolloutCommand {}
}
