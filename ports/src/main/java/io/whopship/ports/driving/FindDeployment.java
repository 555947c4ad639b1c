package io.whopship.ports.driving;

import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.deploy.DeploymentView;
import io.whopship.ports.model.identity.Caller;
import java.util.UUID;

/** Looks at one deployment. */
public interface FindDeployment {

  Outcome find(Caller caller, DeploymentId deployment);

  /** By its UUID, as others call it: a task. */
  Outcome find(Caller caller, UUID task);

  /** What was found. */
  sealed interface Outcome {

    record Found(DeploymentView view) implements Outcome {}

    record NoSuchDeployment() implements Outcome {}

    record NotYours() implements Outcome {}
  }
}
