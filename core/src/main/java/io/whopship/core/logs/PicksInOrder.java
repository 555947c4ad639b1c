package io.whopship.core.logs;

import io.whopship.ports.model.logs.StoredLine;
import java.util.ArrayList;
import java.util.List;

/** Picks the page from lines that come in its order. */
final class PicksInOrder implements Picks {

  private final int offset;
  private final int limit;
  private final List<StoredLine> page = new ArrayList<>();
  private long count;

  PicksInOrder(int offset, int limit) {
    this.offset = offset;
    this.limit = limit;
  }

  @Override
  public void add(StoredLine line) {
    if (count >= offset && page.size() < limit) {
      page.add(line);
    }
    count++;
  }

  @Override
  public long count() {
    return count;
  }

  @Override
  public List<StoredLine> page() {
    return page;
  }
}
