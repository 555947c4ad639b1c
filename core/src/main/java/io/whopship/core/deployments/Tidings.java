package io.whopship.core.deployments;

import io.whopship.core.logs.DeploymentNews;
import io.whopship.ports.driven.DeploymentObserver;
import io.whopship.ports.driven.Signals;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.rollout.Sample;

/** News for those who wait for a deployment, and for who counts them. */
public record Tidings(DeploymentWatches watches, Signals signals,
    DeploymentObserver observer) implements DeploymentNews {

  @Override
  public void entered(Deployment now) {
    moved(now.app());
    observer.entered(now);
  }

  @Override
  public void sampled(Sample sample) {
    observer.sampled(sample);
  }

  @Override
  public void removed(Deployment was) {
    moved(was.app());
    observer.removed(was);
  }

  private void moved(AppId app) {
    watches.moved(app);
    signals.announce(new Signals.Signal.AppChanged(app));
  }
}
