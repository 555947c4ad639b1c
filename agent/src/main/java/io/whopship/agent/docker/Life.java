package io.whopship.agent.docker;

import java.time.Instant;

/**
 * One life of a container: from a start to its end.
 *
 * @param container the engine's id: another container of the same name has another
 * @param startedAt when it was started last; long ago if it never was
 * @param terminal its output is that of a terminal: one stream, without frames
 */
record Life(String container, Instant startedAt, boolean running, boolean terminal) {

  boolean isSameAs(Life other) {
    return container.equals(other.container) && startedAt.equals(other.startedAt);
  }
}
