package io.whopship.core.logs;

import io.whopship.ports.model.deploy.Deployment;

/**
 * Names the numbering of a deployment's log. There is only ever one: the store never loses count.
 * It is not that of another deployment, so that a cursor which came to the wrong log is noticed.
 */
final class DeploymentEpoch {

  private static final int HEX_DIGITS = 8;

  private DeploymentEpoch() {}

  static String of(Deployment deployment) {
    return deployment.uuid().toString().substring(0, HEX_DIGITS);
  }
}
