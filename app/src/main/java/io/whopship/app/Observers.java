package io.whopship.app;

import io.whopship.ports.driven.DeploymentObserver;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.rollout.Sample;
import java.util.List;

/** Many that are told the same, in their order. */
record Observers(List<DeploymentObserver> all) implements DeploymentObserver {

  @Override
  public void entered(Deployment now) {
    all.forEach(observer -> observer.entered(now));
  }

  @Override
  public void removed(Deployment was) {
    all.forEach(observer -> observer.removed(was));
  }

  @Override
  public void stepped(Step step) {
    all.forEach(observer -> observer.stepped(step));
  }

  @Override
  public void sampled(Sample sample) {
    all.forEach(observer -> observer.sampled(sample));
  }
}
