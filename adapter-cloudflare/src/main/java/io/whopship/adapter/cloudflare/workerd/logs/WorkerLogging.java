package io.whopship.adapter.cloudflare.workerd.logs;

/** How much of what workers say is listened to. */
public enum WorkerLogging {

  /**
   * What they print; how each request ended; what they threw, with its stack, also after the
   * answer. For this workerd runs a second worker after each request, which costs a tenth of a
   * millisecond.
   */
  ALL,

  /**
   * What they print, and what requests threw, without its stack. Costs nothing that is not said.
   */
  CONSOLE,

  OFF;

  /** Whether a tail worker hears how requests ended. */
  public boolean hasTail() {
    return this == ALL;
  }
}
