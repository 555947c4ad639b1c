package io.whopship.adapter.cloudflare.workerd;

import io.whopship.ports.model.rollout.ReleaseName;

/** As many as may be are inside a release. */
final class WorkerFullException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  WorkerFullException(ReleaseName release, int maxInside) {
    super(maxInside + " requests are under way in " + release + ", and no more are let in",
        null, false, false); // made for each of a crowd: no stack trace
  }
}
