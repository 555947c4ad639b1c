package io.whopship.core.logs;

import io.whopship.ports.model.logs.StoredLine;
import java.util.List;

/** Picks the page from lines that come in its order. */
final class PicksInOrder implements Picks {

  private final int offset;
  private final int limit;
  private final AnswerLines page = new AnswerLines();
  private long count;

  PicksInOrder(int offset, int limit) {
    this.offset = offset;
    this.limit = limit;
  }

  @Override
  public void add(StoredLine line) {
    if (count >= offset && page.size() < limit) {
      page.addLast(line);
    }
    count++;
  }

  @Override
  public long count() {
    return count;
  }

  @Override
  public boolean hasMore() {
    return count > (long) offset + page.size();
  }

  @Override
  public List<StoredLine> page() {
    return page.all();
  }
}
