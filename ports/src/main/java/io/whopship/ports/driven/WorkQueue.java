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
   * likewise. If the telling, or the confirmation, of the same generation waits already, it stays
   * as it is.
   */
  void schedule(RouteWork work, Instant at);
}
