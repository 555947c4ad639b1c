package io.whopship.testkit;

import io.whopship.ports.driven.DeploymentLogs;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.logs.LogFilter;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogRetention;
import io.whopship.ports.model.logs.StoredLine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The deployments' logs of an {@link InMemoryStore}. */
final class InMemoryDeploymentLogs implements DeploymentLogs {

  private final StoreState state;

  InMemoryDeploymentLogs(StoreState state) {
    this.state = state;
  }

  @Override
  public Appended append(DeploymentId deployment, List<LogLine> lines) {
    synchronized (state) {
      return state.deployments.containsKey(deployment.value())
          ? new Appended.Upto(state.append(deployment, lines))
          : new Appended.NoSuchDeployment();
    }
  }

  @Override
  public List<StoredLine> read(DeploymentId deployment, long after, int limit) {
    synchronized (state) {
      return state.lines.getOrDefault(deployment, List.of())
          .stream()
          .filter(line -> line.position() > after)
          .limit(limit)
          .toList();
    }
  }

  @Override
  public Extent extent(DeploymentId deployment) {
    synchronized (state) {
      List<StoredLine> lines = state.lines.getOrDefault(deployment, List.of());
      long last = state.lastPositions.getOrDefault(deployment, 0L);
      return new Extent(lines.isEmpty() ? last + 1 : lines.getFirst().position(), last);
    }
  }

  @Override
  public long positionAt(DeploymentId deployment, Instant time) {
    synchronized (state) {
      return state.lines.getOrDefault(deployment, List.of())
          .stream()
          .filter(line -> line.line().at().isAfter(time))
          .mapToLong(line -> line.position() - 1)
          .findFirst()
          .orElseGet(() -> extent(deployment).last());
    }
  }

  @Override
  public Scan scan(DeploymentId deployment, LogFilter filter, long after, long upTo,
      boolean newestFirst, int maxLines) {
    synchronized (state) {
      List<StoredLine> range = state.lines.getOrDefault(deployment, List.of())
          .stream()
          .filter(line -> line.position() > after && line.position() <= upTo)
          .toList();
      List<StoredLine> ordered = newestFirst ? range.reversed() : range;
      List<StoredLine> looked = ordered.stream().limit(maxLines).toList();
      boolean finished = looked.size() == ordered.size();
      long end = newestFirst ? after + 1 : upTo;
      return new Scan(looked.stream().filter(line -> filter.matches(line.line())).toList(),
          looked.size(), finished ? end : looked.getLast().position(), finished);
    }
  }

  @Override
  public Kept keep(LogRetention retention, Instant now) {
    throw new UnsupportedOperationException("not yet");
  }

  /** For tests of whoever meets a log whose beginning is gone. */
  void forget(DeploymentId deployment, long upTo) {
    synchronized (state) {
      state.lines.computeIfAbsent(deployment, id -> new ArrayList<>())
          .removeIf(line -> line.position() <= upTo);
    }
  }
}
