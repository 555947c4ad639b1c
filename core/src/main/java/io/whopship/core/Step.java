package io.whopship.core;

import io.whopship.ports.model.deploy.DeploymentEvent;
import io.whopship.ports.model.deploy.DeploymentState;

/** What an event does to a state. */
sealed interface Step {

  record To(DeploymentState next) implements Step {}

  /** The event cannot happen in this state. */
  record Refused(DeploymentState state, DeploymentEvent event) implements Step {}
}
