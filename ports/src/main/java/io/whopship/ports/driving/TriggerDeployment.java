package io.whopship.ports.driving;

import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.identity.Caller;

/** Lets a deployment begin. A missing artifact makes it fail later, not here. */
public interface TriggerDeployment {

  Outcome trigger(Caller caller, DeploymentId deployment);

  /** What came of it. */
  sealed interface Outcome {

    record Triggered(Deployment deployment) implements Outcome {}

    record AlreadyTriggered(Deployment deployment) implements Outcome {}

    record NoSuchDeployment() implements Outcome {}

    record NotYours() implements Outcome {}
  }
}
