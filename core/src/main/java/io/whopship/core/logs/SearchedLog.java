package io.whopship.core.logs;

import io.whopship.ports.driven.DeploymentLogs.Extent;
import io.whopship.ports.driven.DeploymentLogs.Scan;
import io.whopship.ports.model.logs.LogFilter;
import io.whopship.ports.model.logs.StoredLine;
import java.util.List;

/** A log as a search sees it, wherever its lines are. */
sealed interface SearchedLog permits StoredLog, BufferedLog {

  String epoch();

  Extent extent();

  /** Whether lines may be missing between two others, so that nobody can count them unseen. */
  boolean mayHaveHoles();

  /** The lines behind a place that follow each other without a hole; its first may be later. */
  Extent runBehind(long after);

  /** As {@link io.whopship.ports.driven.DeploymentLogs#read} has it. */
  List<StoredLine> read(long after, int limit);

  /** All lines of a part of the log, in order, read bit by bit as they are asked for. */
  default Iterable<List<StoredLine>> parts(long after, long upTo) {
    return () -> new LogParts(this, after, upTo);
  }

  /** As {@link io.whopship.ports.driven.DeploymentLogs#scan} has it. */
  Scan scan(LogFilter filter, long after, long upTo, boolean newestFirst, int maxLines);
}
