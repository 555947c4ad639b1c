package io.whopship.ports.driven;

/** Something a server cannot do without. */
public interface Checkable {

  /**
   * Finds out whether it can be used now, within a few seconds and without changing anything. Does
   * not throw.
   */
  Check check();

  /** What was found. */
  sealed interface Check {

    record Usable() implements Check {}

    /** {@code reason} is for an operator, names what to do, and holds no secret. */
    record Unusable(String reason) implements Check {}
  }
}
