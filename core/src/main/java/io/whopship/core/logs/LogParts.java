package io.whopship.core.logs;

import com.google.common.collect.AbstractIterator;
import io.whopship.ports.model.logs.StoredLine;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads lines behind one position and up to another, as many at a time as the log gives. */
final class LogParts extends AbstractIterator<List<StoredLine>> {

  private final SearchedLog log;
  private final long upTo;
  private long after;

  LogParts(SearchedLog log, long after, long upTo) {
    this.log = log;
    this.after = after;
    this.upTo = upTo;
  }

  /** Lines that retention took since are left out, not made up for by later ones. */
  @Override
  protected @Nullable List<StoredLine> computeNext() {
    if (after >= upTo) {
      return endOfData();
    }
    List<StoredLine> lines = log.read(after, (int) Math.min(upTo - after, Integer.MAX_VALUE))
        .stream()
        .filter(line -> line.position() <= upTo)
        .toList();
    if (lines.isEmpty()) {
      return endOfData();
    }
    after = lines.getLast().position();
    return lines;
  }
}
