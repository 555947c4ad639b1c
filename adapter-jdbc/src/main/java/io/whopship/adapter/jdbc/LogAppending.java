package io.whopship.adapter.jdbc;

import static java.util.stream.Collectors.flatMapping;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toMap;

import io.whopship.ports.driven.DeploymentLogs.Appended;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.logs.LogLine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/** Adds lines to logs; callers who come at the same time share a transaction. */
final class LogAppending {

  /** Characters of the lines of one transaction: it takes some ten milliseconds. */
  private static final int MAX_TEXT = 2 * 1024 * 1024;

  /** For what a line costs beside its text. */
  private static final int LINE = 100;

  private record Addition(DeploymentId deployment, List<LogLine> lines) {

    int weight() {
      return LINE + lines.stream().mapToInt(line -> LINE + LogChunk.size(line)).sum();
    }
  }

  private final Database database;
  private final SharedWrites<Addition, Optional<Appended>> writes;

  LogAppending(Database database) {
    this.database = database;
    this.writes = new SharedWrites<>(this::writeTogether, Addition::weight, MAX_TEXT);
  }

  Appended append(DeploymentId deployment, List<LogLine> lines) {
    Addition addition = new Addition(deployment, lines);
    return writes.write(addition).orElseGet(() -> writeAlone(addition));
  }

  /**
   * Answers empty for those whose deployment is gone, or locked by somebody else. It is not waited
   * for: others would wait too, and as nobody here waits while holding a lock, no two transactions
   * wait for each other, in whatever order they lock.
   */
  private List<Optional<Appended>> writeTogether(List<Addition> additions) {
    return database.inTransaction("append to logs", handle -> {
      Map<DeploymentId, LogEnd> ends = lockWhatIsFree(handle, additions);
      write(handle, ends, additions);
      List<Optional<Appended>> results = new ArrayList<>();
      Map<DeploymentId, Long> positions = new HashMap<>();
      for (Addition addition : additions) {
        LogEnd end = ends.get(addition.deployment());
        results.add(end == null
            ? Optional.empty()
            : Optional.of(new Appended.Upto(positions.merge(addition.deployment(),
                end.lines() + addition.lines().size(),
                (before, ignored) -> before + addition.lines().size()))));
      }
      return results;
    });
  }

  private static Map<DeploymentId, LogEnd> lockWhatIsFree(Handle handle,
      List<Addition> additions) {
    return handle.createQuery(LogEnd.SELECT + "where id in (<ids>) for update skip locked")
        .bindList("ids",
            additions.stream().map(addition -> addition.deployment().value()).distinct().toList())
        .map(LogEnd::read)
        .stream()
        .collect(toMap(LogEnd::deployment, Function.identity()));
  }

  private static void write(Handle handle, Map<DeploymentId, LogEnd> ends,
      List<Addition> additions) {
    LogWriting writing = new LogWriting(handle);
    additions.stream()
        .collect(groupingBy(Addition::deployment,
            flatMapping(addition -> addition.lines().stream(), toList())))
        .forEach((deployment, lines) -> {
          LogEnd end = ends.get(deployment);
          if (end != null) {
            writing.append(end, lines);
          }
        });
    writing.execute();
  }

  private Appended writeAlone(Addition addition) {
    return database.inTransaction("append to the log of deployment " + addition.deployment(),
        handle -> {
          Optional<LogEnd> locked = JdbcDeploymentLogs.lock(handle, addition.deployment());
          if (locked.isEmpty()) {
            return new Appended.NoSuchDeployment();
          }
          JdbcDeploymentLogs.append(handle, locked.get(), addition.lines());
          return new Appended.Upto(locked.get().lines() + addition.lines().size());
        });
  }
}
