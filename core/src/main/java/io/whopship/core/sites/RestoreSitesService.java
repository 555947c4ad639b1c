package io.whopship.core.sites;

import io.whopship.ports.driven.Apps;
import io.whopship.ports.driven.Deployments;
import io.whopship.ports.driven.Edge;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.driven.Routes;
import io.whopship.ports.driving.RestoreSites;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.ports.model.rollout.Route;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes by what the edge holds: that is little, however many deployments there were, and it has the
 * previews of those under way, which no app's route names yet.
 */
public final class RestoreSitesService implements RestoreSites {

  private static final Logger log = LoggerFactory.getLogger(RestoreSitesService.class);

  private final Apps apps;
  private final Deployments deployments;
  private final Routes routes;
  private final Edge edge;
  private final Sites sites;

  public RestoreSitesService(Apps apps, Deployments deployments, Routes routes, Edge edge,
      Sites sites) {
    this.apps = apps;
    this.deployments = deployments;
    this.routes = routes;
    this.edge = edge;
    this.sites = sites;
  }

  @Override
  public Restored restore() {
    List<String> failures = new ArrayList<>();
    List<Route> sited = routes.all().stream().map(this::addressed).toList();
    Set<String> untold = tell(sited, failures);
    long restored = sited.stream()
        .filter(route -> !route.traffic().releases().isEmpty() && !untold.contains(route.host()))
        .count();
    restoreReleases(untold.isEmpty(), failures);
    return new Restored(Math.toIntExact(restored), failures);
  }

  /** Sweeps nothing while a route is untold: what is in force instead may name any release. */
  private void restoreReleases(boolean allTold, List<String> failures) {
    Set<ReleaseName> placed = placed(failures);
    Map<ReleaseName, App> owned = new HashMap<>();
    placed.forEach(release -> owner(release).ifPresent(app -> owned.put(release, app)));
    tell(owned.entrySet()
        .stream()
        .map(each -> sites.previewRoute(each.getValue(), each.getKey()))
        .toList(), failures);
    if (owned.isEmpty() && !placed.isEmpty()) {
      failures.add("None of the " + placed.size() + " releases on the edge belongs to a deployment"
          + " in this database. They are kept, in case it is the wrong one");
      return;
    }
    if (!allTold) {
      return;
    }
    placed.stream()
        .filter(release -> !owned.containsKey(release))
        .forEach(release -> sweep(release, failures));
  }

  private Set<ReleaseName> placed(List<String> failures) {
    try {
      return edge.placed();
    } catch (PortException e) {
      failures.add("previews: " + e.getMessage());
      return Set.of();
    }
  }

  /** Empty if the deployment was deleted. It is there before its release is placed. */
  private Optional<App> owner(ReleaseName release) {
    return deployments.find(release.deployment())
        .map(Deployment::releaseName)
        .filter(release::equals)
        .flatMap(name -> apps.find(name.app()));
  }

  /**
   * A release whose deployment was deleted while the edge was out. What its app has stored stays,
   * even if the app is unknown: the database may be an older one that was brought back, and a
   * release can be placed again, but storage cannot.
   */
  private void sweep(ReleaseName release, List<String> failures) {
    attempt(release.toString(), failures, () -> {
      edge.remove(release);
      log.info("release of no deployment removed release={}", release);
    });
  }

  private static void attempt(String what, List<String> failures, Runnable deed) {
    try {
      deed.run();
    } catch (PortException e) {
      failures.add(what + ": " + e.getMessage());
    }
  }

  /** Answers the hosts whose routes the edge did not take. */
  private Set<String> tell(List<Route> told, List<String> failures) {
    Map<String, String> untold = edge.routeAll(told);
    untold.forEach((host, reason) -> failures.add(host + ": " + reason));
    return untold.keySet();
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
}
