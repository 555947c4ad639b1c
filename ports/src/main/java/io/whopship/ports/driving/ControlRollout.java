package io.whopship.ports.driving;

import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.deploy.DeploymentView;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.rollout.RolloutCommand;

/** Lets a person decide what follows in a rollout. */
public interface ControlRollout {

  Outcome command(Caller caller, DeploymentId deployment, RolloutCommand command);

  /** What came of it. */
  sealed interface Outcome {

    /** It is decided and recorded; the edge is told next. */
    record Done(DeploymentView now) implements Outcome {}

    /** What is wished for is so, or is under way, already. Nothing changed. */
    record AlreadySo(DeploymentView now) implements Outcome {}

    /** Not in this state: {@code reason} says why, and what to do. Nothing changed. */
    record Refused(DeploymentView now, String reason) implements Outcome {}

    /** It is in another stage than the caller saw. Nothing changed. */
    record OtherStage(DeploymentView now, String reason) implements Outcome {}

    record NoSuchDeployment() implements Outcome {}

    record NotYours() implements Outcome {}
  }
}
