package io.whopship.testkit;

import static java.util.Comparator.comparing;

import io.whopship.ports.driven.Routes;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.rollout.Route;
import java.util.List;
import java.util.Optional;

/** The routes of an {@link InMemoryStore}. */
final class InMemoryRoutes implements Routes {

  private final StoreState state;

  InMemoryRoutes(StoreState state) {
    this.state = state;
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
}
