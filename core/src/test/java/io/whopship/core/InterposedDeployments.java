package io.whopship.core;

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

/** A store that shows each change to a test before it writes it. */
class InterposedDeployments implements Deployments {

  private final Deployments deployments;
  private final Consumer<Change> before;

  InterposedDeployments(Deployments deployments, Consumer<Change> before) {
    this.deployments = deployments;
    this.before = before;
  }

  @Override
  public Recorded record(Change change) {
    before.accept(change);
    return deployments.record(change);
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

  @Override
  public boolean remove(Deployment expected) {
    return deployments.remove(expected);
  }
}
