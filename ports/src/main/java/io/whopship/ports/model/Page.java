package io.whopship.ports.model;

import java.util.List;

/**
 * A part of a list whose newest item comes first.
 *
 * @param items in descending order of their ids
 * @param next what to ask for to get the part after this one, {@code 0} if there is none
 */
public record Page<T>(List<T> items, long next) {

  public static final int DEFAULT_LIMIT = 50;
  public static final int MAX_LIMIT = 200;

  public Page {
    items = List.copyOf(items);
  }

  /**
   * Which part of a list is asked for.
   *
   * @param before only items with ids below this one; {@link #FIRST} starts at the newest
   * @param limit at most so many items, 1 to {@value #MAX_LIMIT}
   */
  public record Request(long before, int limit) {

    public static final long FIRST = Long.MAX_VALUE;

    public Request {
      if (before < 1) {
        throw new IllegalArgumentException("before must be 1 or more, but is " + before);
      }
      if (limit < 1 || limit > MAX_LIMIT) {
        throw new IllegalArgumentException(
            "limit must be 1 to " + MAX_LIMIT + ", but is " + limit);
      }
    }

    public static Request first() {
      return new Request(FIRST, DEFAULT_LIMIT);
    }
  }
}
