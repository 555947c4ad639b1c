package io.whopship.core.logs;

import io.whopship.ports.driving.logs.LogEvent;
import io.whopship.ports.model.logs.Cursor;
import java.util.List;

/** What viewers get who are behind all that a stream keeps. */
@FunctionalInterface
interface Backlog {

  /**
   * What comes next behind a place.
   *
   * @param oldest where the stream begins, as far as it is kept
   * @param isSlow whether the viewer was within the stream before
   * @return one event or more; the last of them leads nearer to the stream
   */
  List<LogEvent> behind(Cursor place, Cursor oldest, boolean isSlow);
}
