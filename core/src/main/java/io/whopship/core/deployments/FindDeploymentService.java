package io.whopship.core.deployments;

import io.whopship.core.access.Access;
import io.whopship.core.access.Access.ToDeployment;
import io.whopship.ports.driven.Deployments;
import io.whopship.ports.driven.Routes;
import io.whopship.ports.driving.FindDeployment;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.identity.Caller;
import java.util.Optional;
import java.util.UUID;

public final class FindDeploymentService implements FindDeployment {

  private final Access access;
  private final Deployments deployments;
  private final Routes routes;
  private final DeploymentViews views;

  public FindDeploymentService(Access access, Deployments deployments, Routes routes,
      DeploymentViews views) {
    this.access = access;
    this.deployments = deployments;
    this.routes = routes;
    this.views = views;
  }

  @Override
  public Outcome find(Caller caller, DeploymentId id) {
    return switch (access.deployment(caller, id)) {
      case ToDeployment.Granted(Deployment deployment, App app) -> new Outcome.Found(
          views.view(deployment, app, routes.find(app.id()).orElse(null)));
      case ToDeployment.Denied() -> new Outcome.NotYours();
      case ToDeployment.Absent() -> new Outcome.NoSuchDeployment();
    };
  }

  @Override
  public Optional<DeploymentId> ofTask(UUID task) {
    return deployments.find(task).map(Deployment::id);
  }
}
