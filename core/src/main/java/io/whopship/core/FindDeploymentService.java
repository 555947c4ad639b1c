package io.whopship.core;

import io.whopship.core.access.Access;
import io.whopship.core.access.Access.ToDeployment;
import io.whopship.ports.driven.Routes;
import io.whopship.ports.driving.FindDeployment;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.identity.Caller;
import java.util.UUID;

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
    return outcome(access.deployment(caller, id));
  }

  @Override
  public Outcome find(Caller caller, UUID task) {
    return outcome(access.task(caller, task));
  }

  private Outcome outcome(ToDeployment access) {
    return switch (access) {
      case ToDeployment.Granted(Deployment deployment, App app) -> new Outcome.Found(
          views.view(deployment, app, routes.find(app.id()).orElse(null)));
      case ToDeployment.Denied() -> new Outcome.NotYours();
      case ToDeployment.Absent() -> new Outcome.NoSuchDeployment();
    };
  }
}
