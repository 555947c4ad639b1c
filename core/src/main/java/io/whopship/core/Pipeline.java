package io.whopship.core;

import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.DeploymentEvent;
import io.whopship.ports.model.deploy.DeploymentState;
import io.whopship.ports.model.deploy.DeploymentState.Active;
import io.whopship.ports.model.deploy.DeploymentState.Building;
import io.whopship.ports.model.deploy.DeploymentState.Failed;
import io.whopship.ports.model.deploy.DeploymentState.Pending;
import io.whopship.ports.model.deploy.DeploymentState.Probing;
import io.whopship.ports.model.deploy.DeploymentState.Settling;
import io.whopship.ports.model.deploy.DeploymentState.Shifting;
import io.whopship.ports.model.deploy.DeploymentState.Soaking;
import io.whopship.ports.model.deploy.DeploymentState.Uploading;
import io.whopship.ports.model.deploy.DeploymentState.Withdrawing;

/**
 * What is to be done for a deployment in each of its states. Every task may be done once more than
 * needed, by any server: it depends on nothing but what is stored.
 */
record Pipeline(BuildTask build, UploadTask upload, ProbeTask probe, RoutingTask routing) {

  /** Does the task of the deployment's state and answers what happened. */
  DeploymentEvent run(Deployment deployment, App app, Journal journal) {
    return switch (deployment.state()) {
      case Building building -> build.run(deployment, journal);
      case Uploading uploading -> upload.run(deployment, app, journal);
      case Probing probing -> probe.beforeTraffic(probing, app, journal);
      case Shifting shifting -> routing.shift(app);
      case Soaking soaking -> probe.underTraffic(soaking, app, journal);
      case Settling settling -> routing.settle(deployment, app, journal);
      case Withdrawing withdrawing -> routing.withdraw(app);
      case Pending pending -> throw nothingToDo(deployment);
      case Active active -> throw nothingToDo(deployment);
      case Failed failed -> throw nothingToDo(deployment);
    };
  }

  /** The name of this work in the deployment's log. */
  static String stepOf(DeploymentState state) {
    return switch (state) {
      case Building building -> "build";
      case Uploading uploading -> "upload";
      case Probing probing -> "probe";
      case Soaking soaking -> "probe";
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
