package io.whopship.ports.model.logs;

import java.time.Instant;

/** Where a viewer begins. */
public sealed interface LogStart {

  /** Behind the last line that the viewer has. */
  record After(Cursor cursor) implements LogStart {}

  /** With the first line that is later than this. */
  record Since(Instant time) implements LogStart {}

  /** With the last lines there are, at most so many. */
  record Tail(int lines) implements LogStart {

    public Tail {
      if (lines < 0) {
        throw new IllegalArgumentException("lines must be 0 or more, but is " + lines);
      }
    }
  }
}
