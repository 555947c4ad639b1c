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
 * @param since when it is in this state; {@code null} if only the server knows that moved it there
 * @param lastStep the last step and what came of it, empty before the first
 * @param times how often in a row that came
 */
record Journey(long version, String state, @Nullable String stage, @Nullable Instant since,
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

  /** Found in this state by a step. */
  static Journey found(Deployment deployment) {
    return new Journey(deployment.version(), word(deployment.state()), deployment.rolloutStage(),
        recordedSince(deployment.state()), "", 0);
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

  private static @Nullable Instant recordedSince(DeploymentState state) {
    return switch (state) {
      case DeploymentState.Building b -> b.triggeredAt();
      case DeploymentState.Soaking s -> s.since();
      case DeploymentState.Pending p -> null;
      case DeploymentState.Queued q -> null;
      case DeploymentState.Placing p -> null;
      case DeploymentState.Probing p -> null;
      case DeploymentState.Shifting s -> null;
      case DeploymentState.Paused p -> null;
      case DeploymentState.Settling s -> null;
      case DeploymentState.Withdrawing w -> null;
      case DeploymentState.Active a -> null;
      case DeploymentState.Failed f -> null;
    };
  }
}
