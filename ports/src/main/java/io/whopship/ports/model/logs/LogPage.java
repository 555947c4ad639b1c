package io.whopship.ports.model.logs;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was found in a log.
 *
 * @param lines fewer than asked for if they are long: an answer has {@value #MAX_BYTES} bytes of
 * text at most, or one line. The next page then begins behind as many as are here
 * @param hasMore whether there are more lines of the kind behind these, or may be, because the
 * search was stopped
 * @param total how many there are in all; {@code null} if they were not all counted
 * @param scanned how many lines were looked at
 * @param next behind the last line that was considered: where to go on, also to hear of lines to
 * come. If there are more than a page in the order of the log, behind the last line of the page. If
 * the newest come first, at the end of the log
 * @param stopped why the search ended before all was considered; {@code null} if it did not
 * @param gap what is missing between the cursor that was given and the first line; {@code null} if
 * nothing
 */
public record LogPage(String epoch, List<StoredLine> lines, boolean hasMore, @Nullable Long total,
    long scanned, Cursor next, @Nullable Stopped stopped, @Nullable LogGap gap) {

  public static final int MAX_BYTES = 4 * 1024 * 1024;

  public LogPage {
    lines = List.copyOf(lines);
  }

  /** Why a search ended early. */
  public enum Stopped {
    /** So many lines are looked at in one search, and no more. */
    BOUND,
    /** Whoever asked does not want to know any more. */
    CANCELLED
  }
}
