package io.whopship.ports.driving;

import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.deploy.DeploymentView;
import io.whopship.ports.model.identity.Caller;
import java.util.Optional;
import java.util.UUID;

/** Looks at one deployment. */
public interface FindDeployment {

  Outcome find(Caller caller, DeploymentId deployment);

  /**
   * Which deployment has this UUID, by which others call it: a task. Says nothing of whether it is
   * the caller's: that is asked of who wants to do something with it.
   */
  Optional<DeploymentId> ofTask(UUID task);

  /** What was found. */
  sealed interface Outcome {

    record Found(DeploymentView view) implements Outcome {}

    record NoSuchDeployment() implements Outcome {}

    record NotYours() implements Outcome {}
  }
}
