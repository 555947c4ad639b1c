package io.whopship.ports.model.logs;

import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.agents.AgentId;
import io.whopship.ports.model.agents.ContainerName;

/** What a log is about. Each subject has one log. */
public sealed interface LogSubject {

  /** How a deployment was made live. Kept in the store, and complete once the deployment is. */
  record OfDeployment(DeploymentId deployment) implements LogSubject {}

  /** What the worker of a deployment says while it serves. Its last lines are kept in memory. */
  record OfWorker(DeploymentId deployment) implements LogSubject {}

  /**
   * What a container says, whichever container has this name at the time. Its last lines are kept
   * in memory while somebody looks.
   */
  record OfContainer(AgentId agent, ContainerName container) implements LogSubject {}
}
