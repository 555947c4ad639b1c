package io.whopship.core.deployments;

import io.whopship.core.access.Access;
import io.whopship.core.access.Access.ToApp;
import io.whopship.ports.driven.Deployments;
import io.whopship.ports.driven.Routes;
import io.whopship.ports.driving.ListDeployments;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.Page;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.DeploymentView;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.rollout.Route;
import java.util.List;

public final class ListDeploymentsService implements ListDeployments {

  private final Access access;
  private final Deployments deployments;
  private final Routes routes;
  private final DeploymentViews views;

  public ListDeploymentsService(Access access, Deployments deployments, Routes routes,
      DeploymentViews views) {
    this.access = access;
    this.deployments = deployments;
    this.routes = routes;
    this.views = views;
  }

  @Override
  public Outcome list(Caller caller, AppId id, Page.Request page) {
    return switch (access.app(caller, id)) {
      case ToApp.Granted(App app) -> new Outcome.Found(app, list(app, page));
      case ToApp.Denied() -> new Outcome.NotYours();
      case ToApp.Absent() -> new Outcome.NoSuchApp();
    };
  }

  private Page<DeploymentView> list(App app, Page.Request request) {
    Page<Deployment> page = deployments.list(app.id(), request);
    Route route = routes.find(app.id()).orElse(null);
    List<DeploymentView> items = page.items()
        .stream()
        .map(deployment -> views.view(deployment, app, route))
        .toList();
    return new Page<>(items, page.next());
  }
}
