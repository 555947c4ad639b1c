package io.whopship.core.logs;

import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.rollout.Sample;

/** Is told what has become of deployments, once it is written. */
public interface DeploymentNews {

  /** One has a new state. */
  void entered(Deployment now);

  /** A gate has seen this of one. */
  void sampled(Sample sample);

  /** One is gone. */
  void removed(Deployment was);
}
