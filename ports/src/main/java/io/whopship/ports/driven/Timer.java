package io.whopship.ports.driven;

import java.time.Duration;

/** Runs things later. Nothing of it outlives the process: what must, goes to the work queue. */
public interface Timer {

  /**
   * Runs a task once, no sooner than after this time, on a thread that is not the caller's. Tasks
   * may run at the same time as others, and may block. What a task throws is logged. A delay of
   * nothing means at once. After the timer is closed, nothing is run any more.
   */
  Pending after(Duration delay, Runnable task);

  /** A task that waits for its time. */
  interface Pending {

    /** The task does not run, unless it has begun. Cancelling twice is fine. */
    void cancel();
  }
}
