package io.whopship.ports.model.logs;

import org.jspecify.annotations.Nullable;

/**
 * Lines that a viewer does not get.
 *
 * @param from where the viewer was: behind the last line before the gap
 * @param to behind the last line of the gap; what follows is the line after it
 * @param count how many lines are missing; {@code null} if nobody can know, as when the two cursors
 * are of different epochs
 */
public record LogGap(Cursor from, Cursor to, @Nullable Long count, Reason reason) {

  /** Lines missing from one numbering. */
  public static LogGap within(String epoch, long from, long to, Reason reason) {
    return new LogGap(new Cursor(epoch, from), new Cursor(epoch, to), to - from, reason);
  }

  /** From one numbering to another. */
  public static LogGap between(Cursor from, Cursor to, Reason reason) {
    return new LogGap(from, to, null, reason);
  }

  /** Why they are missing. */
  public enum Reason {
    /** The viewer took longer than lines are kept for it. */
    SLOW_READER,
    /** They are not kept any more. */
    EXPIRED,
    /** Nobody knows the viewer's cursor: it is of a numbering that is over, or ahead of the log. */
    UNKNOWN_CURSOR,
    /** They were lost on their way here. */
    LOST,
    /** The source began anew, and cannot say what was before. */
    RESTARTED
  }
}
