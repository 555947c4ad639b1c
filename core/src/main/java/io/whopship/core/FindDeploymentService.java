package io.whopship.core;

import io.whopship.core.Access.ToDeployment;
import io.whopship.ports.driven.Routes;
import io.whopship.ports.driving.FindDeployment;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.identity.Caller;

final class FindDeploymentService implements FindDeployment {

  private final Access access;
  private final Routes routes;
  private final DeploymentViews views;

  FindDeploymentService(Access access, Routes routes, DeploymentViews views) {
    this.access = access;
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
}
