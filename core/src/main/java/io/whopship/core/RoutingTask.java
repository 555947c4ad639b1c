package io.whopship.core;

import io.whopship.ports.driven.Deployments;
import io.whopship.ports.driven.Edge;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.model.Page;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.DeploymentEvent;
import io.whopship.ports.model.deploy.DeploymentEvent.Settled;
import io.whopship.ports.model.deploy.DeploymentEvent.Shifted;
import io.whopship.ports.model.deploy.DeploymentEvent.Withdrawn;
import io.whopship.ports.model.deploy.DeploymentState;
import io.whopship.ports.model.rollout.Route;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the edge of the route that is stored already. A server that comes late with an old one is
 * no harm: the edge goes by the generation.
 */
final class RoutingTask {

  private static final Logger log = LoggerFactory.getLogger(RoutingTask.class);

  /** How far back a settled deployment looks for releases that nobody needs any more. */
  private static final int LOOK_BACK = 50;

  private final Edge edge;
  private final Routing routing;
  private final Deployments deployments;
  private final Sites sites;
  private final Cleanup cleanup;

  RoutingTask(Edge edge, Routing routing, Deployments deployments, Sites sites, Cleanup cleanup) {
    this.edge = edge;
    this.routing = routing;
    this.deployments = deployments;
    this.sites = sites;
    this.cleanup = cleanup;
  }

  DeploymentEvent shift(Deployment deployment, App app) {
    tellPreview(deployment, app);
    tell(app);
    return new Shifted(edge.description().spread());
  }

  DeploymentEvent withdraw(App app) {
    tell(app);
    return new Withdrawn();
  }

  DeploymentEvent settle(Deployment deployment, App app, Journal journal) {
    tellPreview(deployment, app);
    Route route = tell(app);
    removeUnneeded(deployment, app, route, journal);
    return new Settled();
  }

  /**
   * Placing told it once. An edge that was restarted before the release was part of the app's route
   * has forgotten it, and nobody restored it.
   */
  private void tellPreview(Deployment deployment, App app) {
    edge.route(sites.previewRoute(app, deployment.releaseName()));
  }

  private Route tell(App app) {
    Route route = routing.stored(app)
        .orElseThrow(
            () -> new IllegalStateException("a rollout of app " + app.id() + " has no route"));
    edge.route(route);
    return route;
  }

  /**
   * Removes the release that is kept no longer, and those of deployments that failed since. All
   * older ones went when that one's successors settled. A failed one is not removed any earlier:
   * its last visitors may still be on it, and its owner may want to look at it.
   */
  private void removeUnneeded(Deployment settled, App app, Route route, Journal journal) {
    Page.Request before = new Page.Request(settled.id().value(), LOOK_BACK);
    for (Deployment older : deployments.list(app.id(), before).items()) {
      DeploymentState state = older.state();
      boolean needed = route.traffic().involves(older.releaseName())
          || route.kept().contains(older.releaseName());
      if (needed || !state.isFinal() || state.releaseIfPlaced() == null) {
        continue;
      }
      remove(older, app, journal);
      if (state instanceof DeploymentState.Active) {
        return;
      }
    }
  }

  private void remove(Deployment older, App app, Journal journal) {
    // Written first: whoever has lost the deployment learns it here and removes nothing.
    journal.announce("Removing " + older.releaseName() + ", which is not needed any more");
    try {
      cleanup.release(app, older.releaseName());
    } catch (PortException e) {
      journal.info("It could not be removed: " + e.getMessage());
      log.warn("release not removed, delete its deployment to try again release={}",
          older.releaseName(), e);
    }
  }
}
