package io.whopship.core;

import io.whopship.ports.driven.Deployments;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.Page;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.DeploymentState.Building;
import java.util.Comparator;
import java.util.Optional;

/**
 * Deployments of one app go to the edge in the order in which they were triggered: else an older
 * one that took longer to build would end up live over a newer one.
 */
final class TriggerOrder {

  /** How many of an app's newest deployments are looked at. */
  private static final int LOOK_BACK = 50;
  private static final Comparator<Turn> ORDER = Comparator
      .comparing((Turn turn) -> turn.building().triggeredAt())
      .thenComparingLong(turn -> turn.id().value());

  private final Deployments deployments;

  TriggerOrder(Deployments deployments) {
    this.deployments = deployments;
  }

  /** Which deployment is first among those of its app that are building; empty if this one is. */
  Optional<DeploymentId> firstBefore(Deployment deployment) {
    return deployments.list(deployment.app(), new Page.Request(Page.Request.FIRST, LOOK_BACK))
        .items()
        .stream()
        .flatMap(each -> turn(each).stream())
        .min(ORDER)
        .map(Turn::id)
        .filter(id -> !id.equals(deployment.id()));
  }

  private static Optional<Turn> turn(Deployment deployment) {
    return deployment.state() instanceof Building building
        ? Optional.of(new Turn(deployment.id(), building))
        : Optional.empty();
  }

  private record Turn(DeploymentId id, Building building) {}
}
