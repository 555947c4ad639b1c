package io.whopship.core.logs;

import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogQuery;
import io.whopship.ports.model.logs.StoredLine;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

  /** Without lines that were removed from the log meanwhile. */
  @Override
  public List<StoredLine> page() {
    List<Long> positions = places.stream()
        .sorted(order)
        .skip(offset)
        .map(Place::position)
        .toList();
    Map<Long, StoredLine> lines = read(
        positions.stream().mapToLong(Long::longValue).sorted().toArray());
    return positions.stream().map(lines::get).filter(Objects::nonNull).toList();
  }

  /** Reads lines that follow each other at once. */
  private Map<Long, StoredLine> read(long[] positions) {
    Map<Long, StoredLine> lines = new HashMap<>();
    int first = 0;
    for (int next = 1; next <= positions.length; next++) {
      if (next == positions.length || positions[next] != positions[next - 1] + 1) {
        log.read(positions[first] - 1, next - first)
            .forEach(line -> lines.put(line.position(), line));
        first = next;
      }
    }
    return lines;
  }
}
