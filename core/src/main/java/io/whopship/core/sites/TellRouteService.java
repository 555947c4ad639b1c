package io.whopship.core.sites;

import io.whopship.ports.driven.Apps;
import io.whopship.ports.driven.Edge;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.driven.Routes;
import io.whopship.ports.driving.TellRoute;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.deploy.RouteWork;
import io.whopship.ports.model.rollout.Route;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Never gives up: a route stays wrong for as long as nobody is told of the right one. */
public final class TellRouteService implements TellRoute {

  private static final Logger log = LoggerFactory.getLogger(TellRouteService.class);
  private static final Duration AFTER_A_REFUSAL = Duration.ofMinutes(1);

  private final Apps apps;
  private final Routes routes;
  private final Edge edge;
  private final Sites sites;
  private final InstantSource clock;

  public TellRouteService(Apps apps, Routes routes, Edge edge, Sites sites, InstantSource clock) {
    this.apps = apps;
    this.routes = routes;
    this.edge = edge;
    this.sites = sites;
    this.clock = clock;
  }

  @Override
  public Next tell(RouteWork work) {
    try {
      Optional<App> app = apps.find(work.app());
      Optional<Route> route = routes.find(work.app())
          .filter(stored -> stored.generation() == work.generation());
      return app.isPresent() && route.isPresent()
          ? tell(work, sites.addressed(app.get(), route.get()))
          : new Next.Done();
    } catch (PortException.Rejected | PortException.Corrupt e) {
      log.error("route not taken, it will be told again app={} generation={} pause={}", work.app(),
          work.generation(), AFTER_A_REFUSAL, e);
      return new Next.Again(work.again(), clock.instant().plus(AFTER_A_REFUSAL));
    } catch (RuntimeException e) {
      Duration pause = Backoff.after(work.attempt(), e);
      log.warn("route will be told again app={} generation={} attempt={} pause={} cause={}",
          work.app(), work.generation(), work.attempt() + 1, pause, e.toString());
      return new Next.Again(work.again(), clock.instant().plus(pause));
    }
  }

  /** What came late may have been overtaken by what is later still: it is looked at once more. */
  private Next tell(RouteWork work, Route route) {
    boolean isLate = work.attempt() > 0;
    if (!work.isConfirmation()) {
      edge.route(route);
    } else if (edge.confirm(route)) {
      isLate = true;
      log.warn("an earlier route had taken the place of a later one, and was replaced host={}"
          + " generation={}", route.host(), route.generation());
    }
    Instant confirmAt = Routing.confirmAt(edge, clock.instant());
    return isLate && confirmAt != null
        ? new Next.Again(new RouteWork(work.app(), work.generation(), work.isConfirmation(), 0),
            confirmAt)
        : new Next.Done();
  }
}
