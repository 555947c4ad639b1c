package io.whopship.core.pipeline;

import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.DeploymentEvent;
import io.whopship.ports.model.deploy.DeploymentState;
import io.whopship.ports.model.deploy.DeploymentState.Active;
import io.whopship.ports.model.deploy.DeploymentState.Building;
import io.whopship.ports.model.deploy.DeploymentState.Failed;
import io.whopship.ports.model.deploy.DeploymentState.Paused;
import io.whopship.ports.model.deploy.DeploymentState.Pending;
import io.whopship.ports.model.deploy.DeploymentState.Placing;
import io.whopship.ports.model.deploy.DeploymentState.Probing;
import io.whopship.ports.model.deploy.DeploymentState.Queued;
import io.whopship.ports.model.deploy.DeploymentState.Settling;
import io.whopship.ports.model.deploy.DeploymentState.Shifting;
import io.whopship.ports.model.deploy.DeploymentState.Soaking;
import io.whopship.ports.model.deploy.DeploymentState.Withdrawing;
import java.util.Optional;

/**
 * What is to be done for a deployment in each of its states. Every task may be done once more than
 * needed, by any server: it depends on nothing but what is stored.
 */
public record Pipeline(BuildTask build, QueueTask queue, PlaceTask place, GateTask gate,
    RoutingTask routing) {

  /** Names of steps in the log. */
  static final String BUILD = "build";
  static final String QUEUE = "queue";

  /** Does the task of the deployment's state and answers what happened; empty if nothing yet. */
  Optional<DeploymentEvent> run(Deployment deployment, App app, Journal journal) {
    return switch (deployment.state()) {
      case Building building -> Optional.of(build.run(deployment, journal));
      case Queued queued -> queue.run(deployment, app);
      case Placing placing -> Optional.of(place.run(deployment, app, journal));
      case Probing probing -> Optional.of(gate.beforeTraffic(deployment, probing, app, journal));
      case Shifting shifting -> Optional.of(routing.shift(deployment, app, journal));
      case Soaking soaking -> Optional.of(gate.soaking(deployment, soaking, app, journal));
      case Paused paused -> Optional.of(gate.paused(deployment, paused, app, journal));
      case Settling settling -> Optional.of(routing.settle(deployment, app, journal));
      case Withdrawing withdrawing -> Optional.of(routing.withdraw(app, journal));
      case Pending pending -> throw nothingToDo(deployment);
      case Active active -> throw nothingToDo(deployment);
      case Failed failed -> throw nothingToDo(deployment);
    };
  }

  /** The name of this work in the deployment's log. */
  static String stepOf(DeploymentState state) {
    return switch (state) {
      case Building building -> BUILD;
      case Queued queued -> QUEUE;
      case Placing placing -> "place";
      case Probing probing -> "probe";
      case Soaking soaking -> "probe";
      case Paused paused -> "probe";
      case Shifting shifting -> Transitions.STEP;
      case Settling settling -> Transitions.STEP;
      case Withdrawing withdrawing -> Transitions.STEP;
      case Pending pending -> Transitions.STEP;
      case Active active -> Transitions.STEP;
      case Failed failed -> Transitions.STEP;
    };
  }

  private static IllegalStateException nothingToDo(Deployment deployment) {
    return new IllegalStateException(
        "nothing wakes a deployment that is " + deployment.state().status().word());
  }
}
