package io.whopship.adapter.jdbc;

import io.whopship.ports.model.Page;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jdbi.v3.core.statement.Query;

/** Parts of lists by falling id. */
final class Pages {

  /** Ends a query whose condition has {@code id < :before}. */
  static final String PART = "order by id desc fetch first :rows rows only";

  private Pages() {}

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
