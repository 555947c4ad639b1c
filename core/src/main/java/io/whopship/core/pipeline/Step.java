package io.whopship.core.pipeline;

import io.whopship.ports.model.deploy.DeploymentEvent;
import io.whopship.ports.model.deploy.DeploymentState;

/** What an event does to a state. */
public sealed interface Step {

  record To(DeploymentState next) implements Step {}

  /** The event cannot happen in this state. */
  record Refused(DeploymentState state, DeploymentEvent event) implements Step {}
}
