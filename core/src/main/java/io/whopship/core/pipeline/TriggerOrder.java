package io.whopship.core.pipeline;

import io.whopship.ports.driven.Deployments;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.DeploymentState.Active;
import io.whopship.ports.model.deploy.DeploymentState.Building;
import io.whopship.ports.model.deploy.DeploymentState.Deploying;
import io.whopship.ports.model.deploy.DeploymentState.Failed;
import io.whopship.ports.model.deploy.DeploymentState.Pending;
import io.whopship.ports.model.deploy.DeploymentState.Queued;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * Deployments of one app go to the edge one by one, in the order in which they were triggered: else
 * an older one that took longer to build would end up live over a newer one.
 */
public final class TriggerOrder {

  private static final Comparator<Turn> ORDER = Comparator.comparing(Turn::waits)
      .thenComparing(Turn::triggeredAt)
      .thenComparingLong(turn -> turn.id().value());

  private final Deployments deployments;

  public TriggerOrder(Deployments deployments) {
    this.deployments = deployments;
  }

  /**
   * Which deployment of its app goes first: the one that is deploying, otherwise the one that was
   * triggered first. Empty if this one does.
   */
  Optional<DeploymentId> firstBefore(Deployment deployment) {
    return deployments.underWay(deployment.app())
        .stream()
        .flatMap(each -> turn(each).stream())
        .min(ORDER)
        .map(Turn::id)
        .filter(id -> !id.equals(deployment.id()));
  }

  /** The newest deployment of its app that waits behind it, its artifact judged to be good. */
  Optional<DeploymentId> newestWaiting(Deployment deployment) {
    return deployments.underWay(deployment.app())
        .stream()
        .filter(each -> each.state() instanceof Queued)
        .flatMap(each -> turn(each).stream())
        .max(ORDER)
        .map(Turn::id)
        .filter(id -> !id.equals(deployment.id()));
  }

  private static Optional<Turn> turn(Deployment deployment) {
    DeploymentId id = deployment.id();
    return switch (deployment.state()) {
      case Building building -> Optional.of(new Turn(id, true, building.triggeredAt()));
      case Queued queued -> Optional.of(new Turn(id, true, queued.triggeredAt()));
      case Deploying deploying -> Optional.of(new Turn(id, false, deploying.triggeredAt()));
      case Pending pending -> Optional.empty();
      case Active active -> Optional.empty();
      case Failed failed -> Optional.empty();
    };
  }

  private record Turn(DeploymentId id, boolean waits, Instant triggeredAt) {}
}
