package io.whopship.testkit;

import io.whopship.ports.driven.DeploymentLogs;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.logs.LogFilter;
import io.whopship.ports.model.logs.LogLimits;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogRetention;
import io.whopship.ports.model.logs.StoredLine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The deployments' logs of an {@link InMemoryStore}. */
final class InMemoryDeploymentLogs implements DeploymentLogs {

  private final StoreState state;

  InMemoryDeploymentLogs(StoreState state) {
    this.state = state;
  }

  @Override
  public Appended append(DeploymentId id, List<LogLine> lines, LogLimits limits) {
    synchronized (state) {
      Deployment deployment = state.deployments.get(id.value());
      if (deployment == null) {
        return new Appended.NoSuchDeployment();
      }
      if (deployment.state().isFinal()) {
        return new Appended.Complete(deployment.state().status());
      }
      long count = state.lastPositions.getOrDefault(id, 0L) + lines.size();
      long bytes = state.bytes.getOrDefault(id, 0L)
          + lines.stream().mapToLong(LogLine::bytes).sum();
      return count > limits.lines() || bytes > limits.bytes()
          ? new Appended.Full()
          : new Appended.Upto(state.append(id, lines));
    }
  }

  @Override
  public List<StoredLine> read(DeploymentId deployment, long after, int limit) {
    synchronized (state) {
      return part(state.lines.getOrDefault(deployment, List.of())
          .stream()
          .filter(line -> line.position() > after)
          .limit(limit)
          .toList(), LogFilter.NONE);
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
      List<StoredLine> looked = part(ordered.stream().limit(maxLines).toList(), filter);
      boolean finished = looked.size() == ordered.size();
      long end = newestFirst ? after + 1 : upTo;
      return new Scan(looked.stream().filter(line -> filter.matches(line.line())).toList(),
          looked.size(), finished ? end : looked.getLast().position(), finished);
    }
  }

  /** The first of these lines, until those that match have too many bytes. */
  private static List<StoredLine> part(List<StoredLine> lines, LogFilter filter) {
    int count = 0;
    for (long bytes = 0; count < lines.size() && bytes < MAX_PART; count++) {
      LogLine line = lines.get(count).line();
      bytes += filter.matches(line) ? line.bytes() : 0;
    }
    return lines.subList(0, count);
  }

  @Override
  public Kept keep(LogRetention retention, Instant now) {
    synchronized (state) {
      Instant oldest = now.minus(retention.age());
      long removed = state.lines.values().stream().mapToLong(log -> removeOlder(log, oldest)).sum();
      for (AppId app : state.apps.values().stream().map(App::id).toList()) {
        removed += removeTooMuch(app, retention.bytesPerApp());
      }
      return new Kept(removed, 0);
    }
  }

  /** From the beginning only: behind a line that stays, all stay. */
  private static long removeOlder(List<StoredLine> log, Instant oldest) {
    int count = 0;
    while (count < log.size() && log.get(count).line().at().isBefore(oldest)) {
      count++;
    }
    log.subList(0, count).clear();
    return count;
  }

  private long removeTooMuch(AppId app, long bytes) {
    List<List<StoredLine>> logs = state.deployments.values()
        .stream()
        .filter(deployment -> deployment.app().equals(app))
        .map(deployment -> state.lines.getOrDefault(deployment.id(), List.of()))
        .toList();
    long excess = logs.stream().flatMap(List::stream).mapToLong(line -> size(line)).sum() - bytes;
    long removed = 0;
    while (excess > 0) {
      StoredLine oldest = logs.stream()
          .filter(log -> !log.isEmpty())
          .min(Comparator.comparing(log -> log.getFirst().line().at()))
          .orElseThrow()
          .removeFirst();
      excess -= size(oldest);
      removed++;
    }
    return removed;
  }

  private static long size(StoredLine stored) {
    return stored.line().bytes();
  }

  /** For tests of whoever meets a log whose beginning is gone. */
  void forget(DeploymentId deployment, long upTo) {
    synchronized (state) {
      state.lines.computeIfAbsent(deployment, id -> new ArrayList<>())
          .removeIf(line -> line.position() <= upTo);
    }
  }
}
