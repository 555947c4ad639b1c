package io.whopship.testkit;

import static java.util.Comparator.comparing;

import io.whopship.ports.driven.Outbox;
import io.whopship.ports.driven.Routes;
import io.whopship.ports.driven.WorkQueue;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.deploy.Notice;
import io.whopship.ports.model.deploy.RouteChange;
import io.whopship.ports.model.deploy.RouteWork;
import io.whopship.ports.model.rollout.Route;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The routes of an {@link InMemoryStore}. */
final class InMemoryRoutes implements Routes {

  private final StoreState state;
  private final WorkQueue workQueue;

  InMemoryRoutes(StoreState state, WorkQueue workQueue) {
    this.state = state;
    this.workQueue = workQueue;
  }

  @Override
  public Optional<Route> find(AppId app) {
    synchronized (state) {
      return Optional.ofNullable(state.routes.get(app));
    }
  }

  @Override
  public List<Route> all() {
    synchronized (state) {
      return state.routes.values().stream().sorted(comparing(Route::host)).toList();
    }
  }

  @Override
  public Replaced replace(RouteChange change) {
    AppId app = change.app();
    Route route = change.route();
    synchronized (state) {
      if (!state.apps.containsKey(app.value())
          || !InMemoryDeployments.follows(state.routes.get(app), route)) {
        return new Replaced.Lost();
      }
      DeploymentId occupant = state.occupants.get(app);
      if (occupant != null) {
        return new Replaced.Occupied(occupant);
      }
      // First what may fail: the queue is somebody else's.
      workQueue.schedule(RouteWork.telling(app, route.generation()), change.tellAt());
      Instant confirmAt = change.confirmAt();
      if (confirmAt != null) {
        workQueue.schedule(RouteWork.confirming(app, route.generation()), confirmAt);
      }
      state.routes.put(app, route);
      Notice notice = change.notice();
      if (notice != null) {
        state.notices.add(new Outbox.Entry(++state.lastNotice, app, change.about(), notice));
      }
      return new Replaced.Done();
    }
  }
}
