package io.whopship.adapter.cloudflare.edge;

import io.whopship.ports.model.AppId;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.ports.model.rollout.Route;
import java.util.Optional;
import java.util.stream.Stream;

/** How a route stands to another one of the same host. */
enum Standing {
  EARLIER, SAME, LATER;

  /**
   * A host may pass from an app that was deleted to a later one, whose generations begin anew; apps
   * have ever higher numbers.
   */
  static Standing of(Route route, Route there) {
    Standing ofApps = ofApps(route, there);
    return ofApps == SAME ? of(Long.compare(route.generation(), there.generation())) : ofApps;
  }

  /** By their apps alone; the same if one of them names nobody. */
  static Standing ofApps(Route route, Route there) {
    Optional<AppId> mine = app(route);
    Optional<AppId> theirs = app(there);
    return mine.isEmpty() || theirs.isEmpty()
        ? SAME
        : of(Long.compare(mine.get().value(), theirs.get().value()));
  }

  private static Standing of(int difference) {
    return difference < 0 ? EARLIER : difference == 0 ? SAME : LATER;
  }

  /** Empty for a route that names nobody. */
  private static Optional<AppId> app(Route route) {
    return Stream.concat(route.traffic().releases().stream(), route.kept().stream())
        .map(ReleaseName::app)
        .findFirst();
  }
}
