package io.whopship.ports.driving;

import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.identity.Caller;

/** Removes a deployment, its log, its artifact and its release. */
public interface DeleteDeployment {

  Outcome delete(Caller caller, DeploymentId deployment);

  /** What came of it. */
  sealed interface Outcome {

    record Deleted() implements Outcome {}

    /** It serves visitors. */
    record Live() implements Outcome {}

    /**
     * It is building or deploying, or it is kept for rollback while another one of its app is
     * deploying.
     */
    record UnderWay() implements Outcome {}

    record NoSuchDeployment() implements Outcome {}

    record NotYours() implements Outcome {}
  }
}
