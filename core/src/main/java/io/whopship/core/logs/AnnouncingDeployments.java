package io.whopship.core.logs;

import io.whopship.ports.driven.Deployments;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.Page;
import io.whopship.ports.model.deploy.Change;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.NewDeployment;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** Tells of each deployment that changed, once the change is written. */
final class AnnouncingDeployments implements Deployments {

  private final Deployments deployments;
  private final Consumer<DeploymentId> changed;
  private final DeploymentNews news;

  AnnouncingDeployments(Deployments deployments, Consumer<DeploymentId> changed,
      DeploymentNews news) {
    this.deployments = deployments;
    this.changed = changed;
    this.news = news;
  }

  @Override
  public Recorded record(Change change) {
    Recorded recorded = deployments.record(change);
    if (recorded instanceof Recorded.Won(Deployment now)) {
      changed.accept(now.id());
      change.samples().forEach(news::sampled);
      if (change.next() != null) {
        news.entered(now);
      }
    }
    return recorded;
  }

  @Override
  public boolean remove(Deployment expected) {
    boolean isRemoved = deployments.remove(expected);
    if (isRemoved) {
      changed.accept(expected.id());
      news.removed(expected);
    }
    return isRemoved;
  }

  @Override
  public Check check() {
    return deployments.check();
  }

  @Override
  public Deployment add(NewDeployment deployment) {
    return deployments.add(deployment);
  }

  @Override
  public Added add(NewDeployment deployment, int most, Instant since) {
    return deployments.add(deployment, most, since);
  }

  @Override
  public Optional<Deployment> find(DeploymentId id) {
    return deployments.find(id);
  }

  @Override
  public Optional<Deployment> find(UUID uuid) {
    return deployments.find(uuid);
  }

  @Override
  public Page<Deployment> list(AppId app, Page.Request page) {
    return deployments.list(app, page);
  }

  @Override
  public List<Deployment> underWay(AppId app) {
    return deployments.underWay(app);
  }

  @Override
  public Optional<Deployment> claim(DeploymentId id) {
    return deployments.claim(id);
  }
}
