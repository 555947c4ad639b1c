package io.whopship.app.traces;

import io.whopship.ports.driven.DeploymentObserver.Step;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.DeploymentState;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a deployment is, as far as this server heard of it.
 *
 * @param version of the deployment, by which it shows whether another server moved it meanwhile
 * @param stage of the rollout, if it is in one
 * @param since when it is in this state, or when this server first saw it there
 * @param lastStep the last step and what came of it, empty before the first
 * @param times how often in a row that came
 */
record Journey(long version, String state, @Nullable String stage, Instant since,
    String lastStep, int times) {

  /** Entered now, or re-entered by a round of its soak. */
  static Journey entered(Deployment now, @Nullable Journey before, Instant instant) {
    Journey fresh = new Journey(now.version(), word(now.state()), now.rolloutStage(), instant, "",
        0);
    return before != null && fresh.isSameStay(before)
        ? new Journey(now.version(), before.state, before.stage, before.since, before.lastStep,
            before.times)
        : fresh;
  }

  /** Found in this state by a step: another server moved it there, or another thread just now. */
  static Journey found(Step step) {
    Deployment deployment = step.deployment();
    return new Journey(deployment.version(), word(deployment.state()), deployment.rolloutStage(),
        since(deployment.state(), step.began()), "", 0);
  }

  boolean isSameStay(Journey other) {
    return state.equals(other.state) && String.valueOf(stage).equals(String.valueOf(other.stage));
  }

  Journey stepped(Step step) {
    String name = step.name() + " " + step.how();
    return new Journey(version, state, stage, since, name, name.equals(lastStep) ? times + 1 : 1);
  }

  static String word(DeploymentState state) {
    return state.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  private static Instant since(DeploymentState state, Instant seen) {
    return switch (state) {
      case DeploymentState.Building b -> b.triggeredAt();
      case DeploymentState.Soaking s -> s.since();
      case DeploymentState.Pending p -> seen;
      case DeploymentState.Queued q -> seen;
      case DeploymentState.Placing p -> seen;
      case DeploymentState.Probing p -> seen;
      case DeploymentState.Shifting s -> seen;
      case DeploymentState.Paused p -> seen;
      case DeploymentState.Settling s -> seen;
      case DeploymentState.Withdrawing w -> seen;
      case DeploymentState.Active a -> seen;
      case DeploymentState.Failed f -> seen;
    };
  }
}
