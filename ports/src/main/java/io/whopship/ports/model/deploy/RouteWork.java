package io.whopship.ports.model.deploy;

import io.whopship.ports.model.AppId;

/**
 * A route that the edge is to be told.
 *
 * @param generation of the route; once there is a later one, the work is stale
 * @param isConfirmation whether it was told before, and may have been overwritten since
 * @param attempt 0 at first, one more after each fault
 */
public record RouteWork(AppId app, long generation, boolean isConfirmation, int attempt) {

  public static RouteWork telling(AppId app, long generation) {
    return new RouteWork(app, generation, false, 0);
  }

  public static RouteWork confirming(AppId app, long generation) {
    return new RouteWork(app, generation, true, 0);
  }

  public RouteWork again() {
    return new RouteWork(app, generation, isConfirmation, attempt + 1);
  }
}
