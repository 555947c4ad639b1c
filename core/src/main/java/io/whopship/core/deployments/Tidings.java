package io.whopship.core.deployments;

import io.whopship.core.logs.DeploymentNews;
import io.whopship.ports.driven.DeploymentObserver;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.rollout.Sample;

/** News for those who wait for a deployment, and for who counts them. */
public record Tidings(DeploymentWatches watches,
    DeploymentObserver observer) implements DeploymentNews {

  @Override
  public void entered(Deployment now) {
    watches.moved(now);
    observer.entered(now);
  }

  @Override
  public void sampled(Sample sample) {
    observer.sampled(sample);
  }

  @Override
  public void removed(Deployment was) {
    watches.moved(was);
    observer.removed(was);
  }
}
