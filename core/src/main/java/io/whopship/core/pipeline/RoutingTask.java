package io.whopship.core.pipeline;

import io.whopship.core.sites.Leftovers;
import io.whopship.core.sites.Routing;
import io.whopship.core.sites.Sites;
import io.whopship.ports.driven.Edge;
import io.whopship.ports.driven.TrafficFigures;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.DeploymentEvent;
import io.whopship.ports.model.deploy.DeploymentEvent.Settled;
import io.whopship.ports.model.deploy.DeploymentEvent.Shifted;
import io.whopship.ports.model.deploy.DeploymentEvent.Withdrawn;
import io.whopship.ports.model.rollout.Route;

/**
 * Tells the edge of the route that is stored already. A server that comes late with an old one is
 * no harm: the edge goes by the generation.
 */
public final class RoutingTask {

  private final Edge edge;
  private final TrafficFigures figures;
  private final Routing routing;
  private final Sites sites;
  private final Leftovers leftovers;

  public RoutingTask(Edge edge, TrafficFigures figures, Routing routing, Sites sites,
      Leftovers leftovers) {
    this.edge = edge;
    this.figures = figures;
    this.routing = routing;
    this.sites = sites;
    this.leftovers = leftovers;
  }

  DeploymentEvent shift(Deployment deployment, App app, Journal journal) {
    tellPreview(deployment, app, journal);
    tell(app, journal);
    return new Shifted(edge.description().spread(), figures.delay());
  }

  DeploymentEvent withdraw(App app, Journal journal) {
    tell(app, journal);
    return new Withdrawn();
  }

  DeploymentEvent settle(Deployment deployment, App app, Journal journal) {
    tellPreview(deployment, app, journal);
    tell(app, journal);
    // Each line is written first: whoever has lost the deployment learns it and removes nothing.
    leftovers.removeAll(app, journal::announce);
    return new Settled();
  }

  /**
   * Placing told it once. An edge that was restarted before the release was part of the app's route
   * has forgotten it, and nobody restored it.
   */
  private void tellPreview(Deployment deployment, App app, Journal journal) {
    edge.route(sites.previewRoute(app, deployment.releaseName()), journal::announce);
  }

  private void tell(App app, Journal journal) {
    Route route = routing.stored(app)
        .orElseThrow(
            () -> new IllegalStateException("a rollout of app " + app.id() + " has no route"));
    edge.route(route, journal::announce);
  }
}
