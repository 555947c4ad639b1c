package io.whopship.ports.driving;

import io.whopship.ports.model.deploy.RouteWork;
import java.time.Instant;

/**
 * Sees that the edge sends visitors where the stored route says. Called by whoever runs the work
 * queue, at least once for each piece of work; once too often does no harm.
 */
public interface TellRoute {

  /** Does the work and says what is left of it. Does not throw for faults of the world. */
  Next tell(RouteWork work);

  /** What is left of a piece of work. */
  sealed interface Next {

    /** Nothing: it is done, or was stale. */
    record Done() implements Next {}

    /** To be handed in again, as this, at this instant. */
    record Again(RouteWork work, Instant at) implements Next {}
  }
}
