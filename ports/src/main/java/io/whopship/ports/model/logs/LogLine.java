package io.whopship.ports.model.logs;

import java.time.Instant;

/**
 * One line of a log, before it has a place in it.
 *
 * @param at kept to the millisecond
 * @param step what was being done: {@code upload}
 * @param message one line: no line breaks
 */
public record LogLine(Instant at, LogType type, String step, String message) {

  public LogLine {
    if (message.indexOf('\n') >= 0 || message.indexOf('\r') >= 0) {
      throw new IllegalArgumentException("a log line is one line");
    }
  }
}
