package io.whopship.core.logs;

import io.whopship.ports.driven.DeploymentLogs;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.logs.LogFilter;
import io.whopship.ports.model.logs.LogLimits;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogRetention;
import io.whopship.ports.model.logs.StoredLine;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** Tells of each deployment whose log grew, once the lines are written. */
final class AnnouncingLogs implements DeploymentLogs {

  private final DeploymentLogs logs;
  private final Consumer<DeploymentId> grown;

  AnnouncingLogs(DeploymentLogs logs, Consumer<DeploymentId> grown) {
    this.logs = logs;
    this.grown = grown;
  }

  @Override
  public Appended append(DeploymentId deployment, List<LogLine> lines, LogLimits limits) {
    Appended appended = logs.append(deployment, lines, limits);
    grown.accept(deployment);
    return appended;
  }

  @Override
  public List<StoredLine> read(DeploymentId deployment, long after, int limit) {
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
    return logs.scan(deployment, filter, after, upTo, newestFirst, maxLines);
  }

  @Override
  public Kept keep(LogRetention retention, Instant now) {
    return logs.keep(retention, now);
  }
}
