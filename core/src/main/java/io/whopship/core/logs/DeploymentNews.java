package io.whopship.core.logs;

import io.whopship.ports.model.deploy.Deployment;

/** Is told what has become of deployments, once it is written. */
public interface DeploymentNews {

  /** One has a new state. */
  void entered(Deployment now);

  /** One is gone. */
  void removed(Deployment was);
}
