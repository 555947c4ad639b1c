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
    int difference = Long.compare(app(route).or(() -> app(there)).map(AppId::value).orElse(0L),
        app(there).or(() -> app(route)).map(AppId::value).orElse(0L));
    if (difference == 0) {
      difference = Long.compare(route.generation(), there.generation());
    }
    return difference < 0 ? EARLIER : difference == 0 ? SAME : LATER;
  }

  /** Empty for a route that names nobody. */
  private static Optional<AppId> app(Route route) {
    return Stream.concat(route.traffic().releases().stream(), route.kept().stream())
        .map(ReleaseName::app)
        .findFirst();
  }
}
