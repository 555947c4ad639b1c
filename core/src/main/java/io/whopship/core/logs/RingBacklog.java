package io.whopship.core.logs;

import io.whopship.ports.model.logs.Cursor;
import io.whopship.ports.model.logs.LogEvent;
import io.whopship.ports.model.logs.LogGap;
import io.whopship.ports.model.logs.LogGap.Reason;
import java.util.List;

/** For what is kept in memory alone: what is not kept any more is missing. */
final class RingBacklog implements Backlog {

  static final RingBacklog INSTANCE = new RingBacklog();

  private RingBacklog() {}

  @Override
  public List<LogEvent> behind(Cursor place, Cursor oldest, boolean isSlow) {
    boolean isSameNumbering = place.epoch().equals(oldest.epoch())
        && place.offset() <= oldest.offset();
    Reason reason = isSlow
        ? Reason.SLOW_READER
        : isSameNumbering ? Reason.EXPIRED : Reason.UNKNOWN_CURSOR;
    return List.of(new LogEvent.Missing(isSameNumbering
        ? LogGap.within(oldest.epoch(), place.offset(), oldest.offset(), reason)
        : LogGap.between(place, oldest, reason)));
  }
}
