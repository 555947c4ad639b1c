package io.whopship.ports.model.logs;

import org.jspecify.annotations.Nullable;

/**
 * A question to a log.
 *
 * @param after only lines behind this; {@code null} for all
 * @param offset so many of the lines found, in this order, are skipped
 * @param limit at most so many lines are answered
 */
public record LogQuery(LogFilter filter, SortBy sortBy, boolean descending,
    @Nullable Cursor after, int offset, int limit) {

  public static final int MAX_LIMIT = 500;
  public static final int DEFAULT_LIMIT = 50;

  /** So that an answer can be sorted in little memory. */
  public static final int MAX_OFFSET = 100_000;

  public LogQuery {
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new IllegalArgumentException(
          "limit must be 1 to " + MAX_LIMIT + ", but is " + limit);
    }
    if (offset < 0 || offset > MAX_OFFSET) {
      throw new IllegalArgumentException(
          "offset must be 0 to " + MAX_OFFSET + ", but is " + offset);
    }
  }

  /** What lines are sorted by; lines that are equal in it stay in the order of the log. */
  public enum SortBy {
    /** The order of the log itself: lines stand in it as they came. */
    CREATED_AT, STEP_NAME, LOG_TYPE
  }
}
