package io.whopship.ports.driving;

import io.whopship.ports.model.deploy.Work;
import java.time.Instant;

/**
 * Takes a deployment from one state to the next. Called by whoever runs the work queue, at least
 * once for each piece of work; once too often does no harm.
 */
public interface AdvanceDeployment {

  /** Does the work and says what is left of it. Does not throw for faults of the world. */
  Next advance(Work work);

  /** What is left of a piece of work. */
  sealed interface Next {

    /** Nothing: it is done, or was stale. */
    record Done() implements Next {}

    /** To be handed in again, as this, at this instant. */
    record Again(Work work, Instant at) implements Next {}
  }
}
