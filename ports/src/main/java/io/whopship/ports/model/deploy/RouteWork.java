package io.whopship.ports.model.deploy;

import io.whopship.ports.model.AppId;

/**
 * A route that the edge is to be told, or told once more.
 *
 * @param generation of the route; once there is a later one, the work is stale
 * @param attempt 0 at first, one more after each fault
 */
public record RouteWork(AppId app, long generation, int attempt) {

  public static RouteWork first(AppId app, long generation) {
    return new RouteWork(app, generation, 0);
  }

  public RouteWork again() {
    return new RouteWork(app, generation, attempt + 1);
  }
}
