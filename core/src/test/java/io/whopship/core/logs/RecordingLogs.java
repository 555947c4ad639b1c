package io.whopship.core.logs;

import io.whopship.ports.driven.DeploymentLogs;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.logs.LogFilter;
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
  private final DeploymentLogs logs;

  RecordingLogs(DeploymentLogs logs) {
    this.logs = logs;
  }

  @Override
  public Appended append(DeploymentId deployment, List<LogLine> lines) {
    return logs.append(deployment, lines);
  }

  @Override
  public List<StoredLine> read(DeploymentId deployment, long after, int limit) {
    asked.add("read " + limit + " behind " + after);
    return logs.read(deployment, after, limit);
  }

  @Override
  public Extent extent(DeploymentId deployment) {
    Extent extent = logs.extent(deployment);
    return new Extent(extent.first(), extent.last() + longer);
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
