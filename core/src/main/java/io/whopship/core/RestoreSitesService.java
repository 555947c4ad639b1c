package io.whopship.core;

import io.whopship.ports.driven.Apps;
import io.whopship.ports.driven.Deployments;
import io.whopship.ports.driven.Edge;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.driven.Routes;
import io.whopship.ports.driving.RestoreSites;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.ports.model.rollout.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

final class RestoreSitesService implements RestoreSites {

  private final Apps apps;
  private final Deployments deployments;
  private final Routes routes;
  private final Edge edge;
  private final Sites sites;

  RestoreSitesService(Apps apps, Deployments deployments, Routes routes, Edge edge, Sites sites) {
    this.apps = apps;
    this.deployments = deployments;
    this.routes = routes;
    this.edge = edge;
    this.sites = sites;
  }

  @Override
  public Restored restore() {
    List<String> failures = new ArrayList<>();
    int restored = 0;
    for (Route route : routes.all()) {
      List<ReleaseName> serving = route.traffic().releases();
      if (tell(addressed(route), failures) && !serving.isEmpty()) {
        restored++;
      }
      Stream.concat(serving.stream(), route.kept().stream())
          .flatMap(release -> preview(release).stream())
          .forEach(preview -> tell(preview, failures));
    }
    return new Restored(restored, failures);
  }

  /** Answers whether the edge took the route. */
  private boolean tell(Route route, List<String> failures) {
    try {
      edge.route(route);
      return true;
    } catch (PortException e) {
      failures.add(route.host() + ": " + e.getMessage());
      return false;
    }
  }

  private Route addressed(Route route) {
    return route.traffic()
        .releases()
        .stream()
        .findFirst()
        .flatMap(release -> apps.find(release.app()))
        .map(app -> sites.addressed(app, route))
        .orElse(route);
  }

  /** Empty if the deployment was deleted: then its release is gone as well. */
  private Optional<Route> preview(ReleaseName release) {
    Optional<App> app = apps.find(release.app());
    return deployments.find(release.deployment()).isPresent()
        ? app.map(found -> sites.previewRoute(found, release))
        : Optional.empty();
  }
}
