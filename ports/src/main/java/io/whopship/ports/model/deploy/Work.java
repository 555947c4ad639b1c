package io.whopship.ports.model.deploy;

import io.whopship.ports.model.DeploymentId;

/**
 * A deployment to be advanced from one of its states.
 *
 * @param version the deployment's version in that state; once it has moved on, the work is stale
 * @param attempt 0 at first, one more after each fault
 */
public record Work(DeploymentId deployment, long version, int attempt) {

  public static Work first(DeploymentId deployment, long version) {
    return new Work(deployment, version, 0);
  }

  public Work again() {
    return new Work(deployment, version, attempt + 1);
  }
}
