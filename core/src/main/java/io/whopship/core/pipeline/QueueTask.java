package io.whopship.core.pipeline;

import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.DeploymentEvent;
import io.whopship.ports.model.deploy.DeploymentEvent.Admitted;
import io.whopship.ports.model.deploy.DeploymentEvent.Replaced;
import io.whopship.ports.model.rollout.RolloutPolicy;
import java.util.Optional;

/** Finds out whether it is a deployment's turn to go to the edge. */
public final class QueueTask {

  private final TriggerOrder order;

  public QueueTask(TriggerOrder order) {
    this.order = order;
  }

  /** Empty while another deployment of the app goes first. */
  Optional<DeploymentEvent> run(Deployment deployment, App app) {
    if (order.firstBefore(deployment).isEmpty()) {
      return Optional.of(new Admitted());
    }
    return app.rollout().queue() == RolloutPolicy.Queue.REPLACE
        ? order.newestWaiting(deployment).map(Replaced::new)
        : Optional.empty();
  }
}
