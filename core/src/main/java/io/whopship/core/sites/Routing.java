package io.whopship.core.sites;

import io.whopship.ports.driven.Deployments;
import io.whopship.ports.driven.Edge;
import io.whopship.ports.driven.Routes;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.rollout.Percent;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.ports.model.rollout.Route;
import io.whopship.ports.model.rollout.Traffic;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The routes an app gets as one of its deployments rises, settles, or falls back. */
public final class Routing {

  private final Sites sites;
  private final Routes routes;
  private final Deployments deployments;
  private final int keptReleases;

  public Routing(Sites sites, Routes routes, Deployments deployments, int keptReleases) {
    this.sites = sites;
    this.routes = routes;
    this.deployments = deployments;
    this.keptReleases = keptReleases;
  }

  /**
   * When an edge that is told a route now is told it once more, should a stalled server have put an
   * earlier one in its place; {@code null} if that cannot happen there.
   */
  public static @Nullable Instant confirmAt(Edge edge, Instant now) {
    Duration overwrite = edge.description().overwrite();
    return overwrite.isZero() ? null : now.plus(overwrite);
  }

  public Optional<Route> stored(App app) {
    return routes.find(app.id());
  }

  /**
   * The release gets a share, the stable one keeps the rest. Without a stable one there is nobody
   * to share with: all visitors go to the release at once.
   */
  public Route rising(Deployment deployment, App app, Percent share) {
    Before before = before(app);
    ReleaseName candidate = deployment.releaseName();
    Traffic traffic = before.stable(candidate)
        .<Traffic>map(stable -> new Traffic.Split(stable, candidate, share))
        .orElseGet(() -> new Traffic.Whole(candidate));
    return after(before, app, deployment, traffic, before.kept());
  }

  /** The release is the stable one now; the one before it is the first to be kept. */
  public Route settled(Deployment deployment, App app) {
    Before before = before(app);
    ReleaseName release = deployment.releaseName();
    List<ReleaseName> kept = Stream
        .concat(before.stable(release).stream(), before.kept().stream())
        .filter(name -> !name.equals(release))
        .filter(name -> deployments.find(name.deployment()).isPresent())
        .distinct()
        .limit(keptReleases)
        .toList();
    return after(before, app, deployment, new Traffic.Whole(release), kept);
  }

  /** Visitors go where they went before the release got any of them. */
  public Route withdrawn(Deployment deployment, App app) {
    Before before = before(app);
    Optional<ReleaseName> stable = before.stable(deployment.releaseName());
    List<ReleaseName> kept = before.kept();
    if (stable.isEmpty() && !kept.isEmpty()) {
      // It had been settled already, which made the stable one the first of those kept.
      stable = Optional.of(kept.getFirst());
      kept = kept.subList(1, kept.size());
    }
    Traffic traffic = stable.<Traffic>map(Traffic.Whole::new).orElseGet(Traffic.None::new);
    return after(before, app, deployment, traffic, kept);
  }

  /**
   * All visitors go to a kept release; the one they leave is the first to be kept. The salt stays
   * unlike any rollout's, so that the next one shuffles visitors anew.
   */
  public Route rolledBack(Route before, ReleaseName from, Deployment to) {
    ReleaseName release = to.releaseName();
    List<ReleaseName> kept = Stream.concat(Stream.of(from), before.kept().stream())
        .filter(name -> !name.equals(release))
        .distinct()
        .limit(keptReleases)
        .toList();
    return before.next(to.uuid().toString(), new Traffic.Whole(release), kept);
  }

  private Before before(App app) {
    return stored(app)
        .map(route -> new Before(route.generation(), route.traffic(), route.kept()))
        .orElseGet(() -> new Before(0, new Traffic.None(), List.of()));
  }

  private Route after(Before before, App app, Deployment deployment, Traffic traffic,
      List<ReleaseName> kept) {
    return new Route(sites.host(app), before.generation() + 1, deployment.uuid().toString(),
        traffic, kept);
  }

  /** The route as it is stored; of generation 0 and for nobody if there is none yet. */
  private record Before(long generation, Traffic traffic, List<ReleaseName> kept) {

    /** Who serves the visitors that the candidate does not get. */
    Optional<ReleaseName> stable(ReleaseName candidate) {
      Optional<ReleaseName> serving = switch (traffic) {
        case Traffic.None() -> Optional.empty();
        case Traffic.Whole(ReleaseName release) -> Optional.of(release);
        case Traffic.Split(ReleaseName stable, ReleaseName other, Percent share) ->
          Optional.of(stable);
      };
      return serving.filter(stable -> !stable.equals(candidate));
    }
  }
}
