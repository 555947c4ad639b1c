package io.whopship.core;

import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.DeploymentEvent;
import io.whopship.ports.model.deploy.DeploymentEvent.Admitted;
import java.util.Optional;

/** Finds out whether it is a deployment's turn to go to the edge. */
final class QueueTask {

  private final TriggerOrder order;

  QueueTask(TriggerOrder order) {
    this.order = order;
  }

  /** Empty while another deployment of the app goes first. */
  Optional<DeploymentEvent> run(Deployment deployment) {
    return order.firstBefore(deployment).isPresent()
        ? Optional.empty()
        : Optional.of(new Admitted());
  }
}
