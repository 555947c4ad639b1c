package io.whopship.ports.driven;

import io.whopship.ports.model.deploy.RouteWork;
import io.whopship.ports.model.deploy.Work;
import java.time.Instant;

/**
 * Work to be done at a time. Work outlives the process that scheduled it; each piece is handed to
 * {@link io.whopship.ports.driving.AdvanceDeployment} at its time or soon after, at least once, and
 * again by another server if the one that took it died.
 */
public interface WorkQueue {

  /**
   * Schedules work. If work for the same version of the same deployment waits already, it stays as
   * it is.
   */
  void schedule(Work work, Instant at);

  /**
   * Schedules the telling of a route, handed to {@link io.whopship.ports.driving.TellRoute}
   * likewise. Each call is a piece of work of its own, but for one of the same route at the same
   * instant.
   */
  void schedule(RouteWork work, Instant at);
}
