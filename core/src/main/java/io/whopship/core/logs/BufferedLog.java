package io.whopship.core.logs;

import io.whopship.ports.driven.DeploymentLogs.Extent;
import io.whopship.ports.driven.DeploymentLogs.Scan;
import io.whopship.ports.model.logs.LogFilter;
import io.whopship.ports.model.logs.StoredLine;
import java.util.List;

/** The last lines of a worker or container. There are few, so all are looked at in one go. */
record BufferedLog(BufferedLines buffered) implements SearchedLog {

  @Override
  public String epoch() {
    return buffered.end().epoch();
  }

  @Override
  public Extent extent() {
    long last = buffered.end().offset();
    List<StoredLine> lines = buffered.lines();
    return new Extent(lines.isEmpty() ? last + 1 : lines.getFirst().position(), last);
  }

  @Override
  public boolean mayHaveHoles() {
    return true;
  }

  @Override
  public Extent runBehind(long after) {
    long first = 0;
    long last = 0;
    for (StoredLine line : buffered.lines()) {
      if (line.position() > after && first == 0) {
        first = line.position();
        last = first;
      } else if (first > 0 && line.position() == last + 1) {
        last++;
      } else if (first > 0) {
        break;
      }
    }
    return first == 0 ? new Extent(after + 1, after) : new Extent(first, last);
  }

  @Override
  public List<StoredLine> read(long after, int limit) {
    return buffered.lines()
        .stream()
        .filter(line -> line.position() > after)
        .limit(limit)
        .toList();
  }

  @Override
  public Scan scan(LogFilter filter, long after, long upTo, boolean newestFirst, int maxLines) {
    List<StoredLine> range = buffered.lines()
        .stream()
        .filter(line -> line.position() > after && line.position() <= upTo)
        .toList();
    List<StoredLine> ordered = newestFirst ? range.reversed() : range;
    return new Scan(ordered.stream().filter(line -> filter.matches(line.line())).toList(),
        range.size(), newestFirst ? after + 1 : upTo, true);
  }
}
