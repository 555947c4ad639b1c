package io.whopship.adapter.cloudflare.workerd;

import io.whopship.ports.model.rollout.ReleaseName;
import java.time.Duration;

/** A worker that crashed is kept down for a while. */
final class WorkerCrashedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  WorkerCrashedException(ReleaseName release, Duration wait) {
    super("The worker " + release + " crashed; it may start again in " + wait.toMillis() + " ms.");
  }
}
