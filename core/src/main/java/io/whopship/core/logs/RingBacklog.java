package io.whopship.core.logs;

import io.whopship.ports.driving.logs.LogEvent;
import io.whopship.ports.model.logs.Cursor;
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
    return List.of(new LogEvent.Missing(isSameNumbering
        ? LogGap.within(oldest.epoch(), place.offset(), oldest.offset(),
            isSlow ? Reason.SLOW_READER : Reason.EXPIRED)
        : LogGap.between(place, oldest,
            isSlow || place.equals(Cursor.NEW) ? Reason.SLOW_READER : Reason.UNKNOWN_CURSOR)));
  }
}
