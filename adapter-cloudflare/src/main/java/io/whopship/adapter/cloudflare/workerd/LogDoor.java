package io.whopship.adapter.cloudflare.workerd;

import io.whopship.adapter.cloudflare.workerd.logs.TailGateway;
import io.whopship.ports.model.rollout.ReleaseName;

/** How a release's tail worker reaches the log of its release. */
interface LogDoor {

  /** What carries the key. No worker can see or set it: its process adds it. */
  String HEADER = TailGateway.HEADER;

  /** Host and port. */
  String address();

  /** What opens the log of this release, and no other. */
  String key(ReleaseName release);

  /** Whether there is a tail worker at all. */
  boolean isOpen();
}
