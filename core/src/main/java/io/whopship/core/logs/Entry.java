package io.whopship.core.logs;

import io.whopship.ports.driving.logs.LogEvent.Missing;
import io.whopship.ports.model.logs.Cursor;
import io.whopship.ports.model.logs.LogGap;
import io.whopship.ports.model.logs.LogGap.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Where a viewer enters a log.
 *
 * @param missing what to tell first; {@code null} if nothing is missing before this place
 */
record Entry(Cursor place, @Nullable Missing missing) {

  static Entry at(Cursor place) {
    return new Entry(place, null);
  }

  /** For a viewer whose cursor means nothing here: begins at {@code place} and is told so. */
  static Entry unknown(Cursor given, Cursor place) {
    return new Entry(place, new Missing(LogGap.between(given, place, Reason.UNKNOWN_CURSOR)));
  }
}
