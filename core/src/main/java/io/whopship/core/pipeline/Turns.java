package io.whopship.core.pipeline;

import java.util.Optional;
import java.util.function.Supplier;

/** Changes that are tried anew whenever somebody else's came first. */
public final class Turns {

  private Turns() {}

  /**
   * Takes one turn after the other until one has an outcome. Each reads how things stand, and is
   * empty if they changed before it could write: then somebody else got on, so this ends.
   */
  public static <T> T untilNotLost(Supplier<Optional<T>> turn) {
    Optional<T> outcome = turn.get();
    while (outcome.isEmpty()) {
      outcome = turn.get();
    }
    return outcome.get();
  }
}
