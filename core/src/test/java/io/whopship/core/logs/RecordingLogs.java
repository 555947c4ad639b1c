package io.whopship.core.logs;

import io.whopship.ports.driven.DeploymentLogs;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.logs.LogFilter;
import io.whopship.ports.model.logs.LogLimits;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogRetention;
import io.whopship.ports.model.logs.StoredLine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Logs that remember what was asked of them. */
final class RecordingLogs implements DeploymentLogs {

  final List<String> asked = new ArrayList<>();
  /** So many more lines than there are. */
  long longer;
  /** So many more bytes than there are. */
  long larger;
  private final DeploymentLogs logs;

  RecordingLogs(DeploymentLogs logs) {
    this.logs = logs;
  }

  @Override
  public Appended append(DeploymentId deployment, List<LogLine> lines, LogLimits limits) {
    return logs.append(deployment, lines,
        new LogLimits(limits.lines() - longer, limits.bytes() - larger));
  }

  @Override
  public List<StoredLine> read(DeploymentId deployment, long after, int limit) {
    asked.add("read " + limit + " behind " + after);
    return logs.read(deployment, after, limit);
  }

  @Override
  public Extent extent(DeploymentId deployment) {
    return logs.extent(deployment);
  }

  @Override
  public long positionAt(DeploymentId deployment, Instant time) {
    return logs.positionAt(deployment, time);
  }

  @Override
  public Scan scan(DeploymentId deployment, LogFilter filter, long after, long upTo,
      boolean newestFirst, int maxLines) {
    asked.add("scan " + maxLines);
    return logs.scan(deployment, filter, after, upTo, newestFirst, maxLines);
  }

  @Override
  public Kept keep(LogRetention retention, Instant now) {
    asked.add("keep " + retention.age() + " and " + retention.bytesPerApp() + " at " + now);
    return new Kept(0, 0);
  }
}
