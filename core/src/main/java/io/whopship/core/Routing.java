package io.whopship.core;

import io.whopship.ports.driven.Deployments;
import io.whopship.ports.driven.Routes;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.rollout.Percent;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.ports.model.rollout.Route;
import io.whopship.ports.model.rollout.Traffic;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The routes an app gets as one of its deployments rises, settles, or falls back. */
final class Routing {

  private final Sites sites;
  private final Routes routes;
  private final Deployments deployments;
  private final int keptReleases;

  Routing(Sites sites, Routes routes, Deployments deployments, int keptReleases) {
    this.sites = sites;
    this.routes = routes;
    this.deployments = deployments;
    this.keptReleases = keptReleases;
  }

  Optional<Route> stored(App app) {
    return routes.find(app.id());
  }

  /**
   * The release gets a share, the stable one keeps the rest. Without a stable one there is nobody
   * to share with: all visitors go to the release at once.
   */
  Route rising(Deployment deployment, App app, Percent share) {
    Optional<Route> before = stored(app);
    ReleaseName candidate = deployment.releaseName();
    Traffic traffic = stable(before, candidate)
        .<Traffic>map(stable -> new Traffic.Split(stable, candidate, share))
        .orElseGet(() -> new Traffic.Whole(candidate));
    return after(before, app, deployment, traffic, kept(before));
  }

  /** The release is the stable one now; the one before it is the first to be kept. */
  Route settled(Deployment deployment, App app) {
    Optional<Route> before = stored(app);
    ReleaseName release = deployment.releaseName();
    List<ReleaseName> kept = Stream
        .concat(stable(before, release).stream(), kept(before).stream())
        .filter(name -> !name.equals(release))
        .filter(name -> deployments.find(name.deployment()).isPresent())
        .distinct()
        .limit(keptReleases)
        .toList();
    return after(before, app, deployment, new Traffic.Whole(release), kept);
  }

  /** Visitors go where they went before the release got any of them. */
  Route withdrawn(Deployment deployment, App app) {
    Optional<Route> before = stored(app);
    Optional<ReleaseName> stable = stable(before, deployment.releaseName());
    List<ReleaseName> kept = kept(before);
    if (stable.isEmpty() && !kept.isEmpty()) {
      // It had been settled already, which made the stable one the first of those kept.
      stable = Optional.of(kept.getFirst());
      kept = kept.subList(1, kept.size());
    }
    Traffic traffic = stable.<Traffic>map(Traffic.Whole::new).orElseGet(Traffic.None::new);
    return after(before, app, deployment, traffic, kept);
  }

  private Route after(Optional<Route> before, App app, Deployment deployment, Traffic traffic,
      List<ReleaseName> kept) {
    long generation = before.map(Route::generation).orElse(0L) + 1;
    return new Route(sites.host(app), generation, deployment.uuid().toString(), traffic, kept);
  }

  /** Who serves the visitors that the candidate does not get. */
  private static Optional<ReleaseName> stable(Optional<Route> route, ReleaseName candidate) {
    return route.map(Route::traffic).flatMap(traffic -> switch (traffic) {
      case Traffic.None() -> Optional.empty();
      case Traffic.Whole(ReleaseName release) -> Optional.of(release);
      case Traffic.Split(ReleaseName stable, ReleaseName other, Percent share) ->
        Optional.of(stable);
    }).filter(stable -> !stable.equals(candidate));
  }

  private static List<ReleaseName> kept(Optional<Route> route) {
    return route.map(Route::kept).orElse(List.of());
  }
}
