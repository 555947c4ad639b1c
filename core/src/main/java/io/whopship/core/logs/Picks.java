package io.whopship.core.logs;

import io.whopship.ports.model.logs.LogQuery;
import io.whopship.ports.model.logs.StoredLine;
import java.util.List;

/** Takes the lines that a search finds, one after the other, and picks those of the page. */
sealed interface Picks permits PicksInOrder, PicksSorted {

  static Picks of(LogQuery query, SearchedLog log) {
    return switch (query.sortBy()) {
      case CREATED_AT -> new PicksInOrder(query.offset(), query.limit());
      case STEP_NAME, LOG_TYPE -> new PicksSorted(query, log);
    };
  }

  void add(StoredLine line);

  /** How many lines were taken. */
  long count();

  List<StoredLine> page();

  /** Whether there are more than those of the page. Known once it is. */
  boolean hasMore();
}
