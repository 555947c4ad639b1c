package io.whopship.core.logs;

import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogQuery;
import io.whopship.ports.model.logs.StoredLine;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Function;

/**
 * Picks the page by another order than that of the log. Remembers no more than the page and what is
 * skipped before it, and of these only what they are sorted by: messages may be long.
 */
final class PicksSorted implements Picks {

  private record Place(String key, long position) {}

  private final SearchedLog log;
  private final int offset;
  private final int most;
  private final Function<LogLine, String> key;
  private final Comparator<Place> order;
  /** The last in order is the head, for it is the one to go. */
  private final PriorityQueue<Place> places;
  private final AnswerLines page = new AnswerLines();
  private long count;

  PicksSorted(LogQuery query, SearchedLog log) {
    this.log = log;
    this.offset = query.offset();
    this.most = query.offset() + query.limit();
    this.key = switch (query.sortBy()) {
      case STEP_NAME -> LogLine::step;
      case LOG_TYPE -> line -> line.type().name();
      case CREATED_AT -> throw new IllegalArgumentException("the log is in this order");
    };
    Comparator<Place> byKey = Comparator.comparing(Place::key);
    this.order = (query.descending() ? byKey.reversed() : byKey)
        .thenComparingLong(Place::position);
    this.places = new PriorityQueue<>(order.reversed());
  }

  @Override
  public void add(StoredLine line) {
    count++;
    places.add(new Place(key.apply(line.line()), line.position()));
    if (places.size() > most) {
      places.remove();
    }
  }

  @Override
  public long count() {
    return count;
  }

  @Override
  public boolean hasMore() {
    return count > most || page.isFull();
  }

  /** Without lines that were removed from the log meanwhile. */
  @Override
  public List<StoredLine> page() {
    long[] positions = places.stream()
        .sorted(order)
        .skip(offset)
        .mapToLong(Place::position)
        .toArray();
    int first = 0;
    for (int next = 1; next <= positions.length && !page.isFull(); next++) {
      if (next == positions.length || positions[next] != positions[next - 1] + 1) {
        read(positions[first] - 1, positions[next - 1]);
        first = next;
      }
    }
    return page.all();
  }

  /** Reads lines that follow each other, until the page is full. */
  private void read(long from, long upTo) {
    for (List<StoredLine> part : log.parts(from, upTo)) {
      part.forEach(page::addLast);
      if (page.isFull()) {
        return;
      }
    }
  }
}
