package io.whopship.core.logs;

import io.whopship.ports.driven.DeploymentLogs.Extent;
import io.whopship.ports.model.logs.Cursor;
import io.whopship.ports.model.logs.LogGap;
import io.whopship.ports.model.logs.LogGap.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Where somebody with a cursor really begins to read.
 *
 * @param after behind the line of this position
 * @param gap what they miss before that; {@code null} if nothing
 */
record ReadingPlace(long after, @Nullable LogGap gap) {

  /**
   * The place for a cursor in a log of which these lines are there.
   *
   * @param cursor {@code null} for the first line that is there
   */
  static ReadingPlace of(@Nullable Cursor cursor, String epoch, Extent extent) {
    long beforeFirst = extent.first() - 1;
    if (cursor == null || cursor.equals(Cursor.NEW)) {
      return new ReadingPlace(beforeFirst, null);
    }
    if (!cursor.epoch().equals(epoch) || cursor.offset() > extent.last()) {
      return new ReadingPlace(beforeFirst,
          LogGap.between(cursor, new Cursor(epoch, beforeFirst), Reason.UNKNOWN_CURSOR));
    }
    return cursor.offset() < beforeFirst
        ? new ReadingPlace(beforeFirst,
            LogGap.within(epoch, cursor.offset(), beforeFirst, Reason.EXPIRED))
        : new ReadingPlace(cursor.offset(), null);
  }

  /** The same, or, if the next line that is there is a later one, right before that. */
  ReadingPlace upTo(long firstLine, String epoch) {
    return firstLine == after + 1
        ? this
        : new ReadingPlace(firstLine - 1,
            LogGap.within(epoch, after, firstLine - 1, Reason.LOST));
  }
}
