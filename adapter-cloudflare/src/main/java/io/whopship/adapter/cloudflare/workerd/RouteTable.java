package io.whopship.adapter.cloudflare.workerd;

import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.ports.model.rollout.Route;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** The routes in force, by host. Each is replaced as one. Safe for many threads. */
final class RouteTable {

  private final ConcurrentMap<String, Route> routes = new ConcurrentHashMap<>();

  Optional<Route> find(String host) {
    return Optional.ofNullable(routes.get(host));
  }

  /** Takes a route unless one as new or newer is in force. Answers whether it was taken. */
  boolean put(Route route) {
    AtomicBoolean taken = new AtomicBoolean(true);
    routes.merge(route.host(), route, (old, young) -> {
      taken.set(young.generation() > old.generation());
      return taken.get() ? young : old;
    });
    return taken.get();
  }

  void remove(String host) {
    routes.remove(host);
  }

  /**
   * Whether a release serves, or may at any moment serve, the visitors of a site. Previews do not
   * count: their hosts have a {@code --} in the first label, which no site's host has, and who
   * looks at one can wait until it wakes.
   */
  boolean isLive(ReleaseName release) {
    return routes.values()
        .stream()
        .anyMatch(
            route -> !isPreview(route.host()) && route.traffic().involves(release));
  }

  /** Whether any route names a release, be it as one that is only kept. */
  boolean isNamed(ReleaseName release) {
    return routes.values()
        .stream()
        .anyMatch(
            route -> route.traffic().involves(release) || route.kept().contains(release));
  }

  private static boolean isPreview(String host) {
    int label = host.indexOf('.');
    return host.substring(0, label < 0 ? host.length() : label).contains("--");
  }
}
