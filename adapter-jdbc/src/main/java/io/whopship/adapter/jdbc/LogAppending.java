package io.whopship.adapter.jdbc;

import static java.util.stream.Collectors.toMap;

import io.whopship.ports.driven.DeploymentLogs.Appended;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.logs.LogLimits;
import io.whopship.ports.model.logs.LogLine;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Adds lines to logs; callers who come at the same time share a transaction. */
final class LogAppending {

  /** Characters of the lines of one transaction: it takes some ten milliseconds. */
  private static final int MAX_TEXT = 2 * 1024 * 1024;

  /** For what a line costs beside its text. */
  private static final int LINE = 100;

  private record Addition(DeploymentId deployment, List<LogLine> lines, LogLimits limits) {

    int weight() {
      return LINE + lines.stream().mapToInt(line -> LINE + line.bytes()).sum();
    }
  }

  private final Database database;
  private final SharedWrites<Addition, Optional<Appended>> writes;

  LogAppending(Database database) {
    this.database = database;
    this.writes = new SharedWrites<>(this::writeTogether, Addition::weight, MAX_TEXT);
  }

  Appended append(DeploymentId deployment, List<LogLine> lines, LogLimits limits) {
    Addition addition = new Addition(deployment, lines, limits);
    return writes.write(addition).orElseGet(() -> writeAlone(addition));
  }

  /**
   * Answers empty for those whose deployment is gone, or locked by somebody else. It is not waited
   * for: others would wait too, and as nobody here waits while holding a lock, no two transactions
   * wait for each other, in whatever order they lock.
   */
  private List<Optional<Appended>> writeTogether(List<Addition> additions) {
    return database.inTransaction("append to logs", handle -> {
      Map<DeploymentId, LogGrowth> logs = lockWhatIsFree(handle, additions);
      List<Optional<Appended>> results = additions.stream()
          .map(addition -> Optional.ofNullable(logs.get(addition.deployment()))
              .map(log -> log.add(addition.lines(), addition.limits())))
          .toList();
      LogWriting writing = new LogWriting(handle);
      logs.values().forEach(log -> log.write(writing));
      writing.execute();
      return results;
    });
  }

  private static Map<DeploymentId, LogGrowth> lockWhatIsFree(Handle handle,
      List<Addition> additions) {
    return handle.createQuery(LogEnd.SELECT + "where id in (<ids>) for update skip locked")
        .bindList("ids",
            additions.stream().map(addition -> addition.deployment().value()).distinct().toList())
        .map(LogEnd::read)
        .stream()
        .collect(toMap(LogEnd::deployment, LogGrowth::new));
  }

  private Appended writeAlone(Addition addition) {
    return database.inTransaction("append to the log of deployment " + addition.deployment(),
        handle -> {
          Optional<LogEnd> locked = JdbcDeploymentLogs.lock(handle, addition.deployment());
          if (locked.isEmpty()) {
            return new Appended.NoSuchDeployment();
          }
          LogGrowth log = new LogGrowth(locked.get());
          Appended appended = log.add(addition.lines(), addition.limits());
          LogWriting writing = new LogWriting(handle);
          log.write(writing);
          writing.execute();
          return appended;
        });
  }
}
