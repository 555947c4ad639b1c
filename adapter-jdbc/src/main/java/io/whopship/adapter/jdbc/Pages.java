package io.whopship.adapter.jdbc;

import io.whopship.ports.model.Page;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jdbi.v3.core.statement.Query;

/** Parts of lists by falling id. */
final class Pages {

  private static final String PART = "id desc fetch first :rows rows only";

  private Pages() {}

  /** Ends a query of a table whose condition has {@code id < :before}. */
  static String part() {
    return "order by " + PART;
  }

  /**
   * The same for the rows that have one value in a column. To order by that too changes nothing but
   * the plan of H2: it sorts them all if the order does not begin as the index of both does.
   */
  static String partOf(String column) {
    return "order by " + column + " desc, " + PART;
  }

  static Query bind(Query query, Page.Request page) {
    // One more than asked for tells whether there is a next part.
    return query.bind("before", page.before()).bind("rows", page.limit() + 1);
  }

  static <T> Page<T> of(List<T> found, Page.Request page, ToLongFunction<T> id) {
    if (found.size() <= page.limit()) {
      return new Page<>(found, 0);
    }
    List<T> part = found.subList(0, page.limit());
    return new Page<>(part, id.applyAsLong(part.getLast()));
  }
}
