package io.whopship.adapter.jdbc;

import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.logs.LogRetention;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * Removes the oldest chunks of logs: always those at the beginning, so that no hole comes about
 * behind what stays.
 */
final class LogKeeping {

  /** Of one transaction, so that whoever writes does not wait for long. */
  private static final int MAX_ROWS = 500;

  private final Database database;

  LogKeeping(Database database) {
    this.database = database;
  }

  /** The lines of a log up to a position. */
  private record Part(DeploymentId deployment, long upTo) {}

  /** Removes what is too old, and then what is too much. Answers how many lines it were. */
  long remove(LogRetention retention, Instant now) {
    long removed = remove(tooOld(now.minus(retention.age())));
    for (long app : appsWithMoreThan(retention.bytesPerApp())) {
      removed += remove(tooMuch(app, retention.bytesPerApp()));
    }
    return removed;
  }

  private List<Part> tooOld(Instant oldest) {
    return database.read("look for log lines that are too old",
        handle -> handle.createQuery("select deployment, max(first_position + line_count - 1) as"
            + " up_to from log_chunks where latest_at < :oldest group by deployment"
            + " order by deployment")
            .bind("oldest", oldest)
            .map((row, context) -> new Part(new DeploymentId(row.getLong("deployment")),
                row.getLong("up_to")))
            .list());
  }

  private List<Long> appsWithMoreThan(long bytes) {
    return database.read("look for apps with too many log lines",
        handle -> handle.createQuery("select app from deployments join log_chunks"
            + " on deployment = id group by app having sum(bytes) > :bytes order by app")
            .bind("bytes", bytes)
            .mapTo(Long.class)
            .list());
  }

  /** What does not fit beside all that is newer. */
  private List<Part> tooMuch(long app, long bytes) {
    return database.read("look for the oldest log lines of app " + app,
        handle -> handle.createQuery("select deployment, max(last_position) as up_to from"
            + " (select deployment, first_position + line_count - 1 as last_position,"
            + " sum(bytes) over (order by latest_at desc, deployment desc, first_position desc)"
            + " as bytes_from_here from log_chunks"
            + " where deployment in (select id from deployments where app = :app)) sums"
            + " where bytes_from_here > :bytes group by deployment order by deployment")
            .bind("app", app)
            .bind("bytes", bytes)
            .map((row, context) -> new Part(new DeploymentId(row.getLong("deployment")),
                row.getLong("up_to")))
            .list());
  }

  private long remove(List<Part> parts) {
    long removed = 0;
    for (Part part : parts) {
      long lines;
      do {
        lines = database.inTransaction("remove lines of deployment " + part.deployment(),
            handle -> removeSome(handle, part));
        removed += lines;
      } while (lines > 0);
    }
    return removed;
  }

  /** Only whole chunks: one that was packed meanwhile may reach further. */
  private static long removeSome(Handle handle, Part part) {
    if (JdbcDeploymentLogs.lock(handle, part.deployment()).isEmpty()) {
      return 0;
    }
    List<long[]> chunks = handle.createQuery("select first_position, line_count from log_chunks"
        + " where deployment = :deployment and first_position + line_count - 1 <= :upTo"
        + " order by deployment, first_position fetch first :rows rows only")
        .bind("deployment", part.deployment().value())
        .bind("upTo", part.upTo())
        .bind("rows", MAX_ROWS)
        .map((row, context) -> new long[]{row.getLong("first_position"),
            row.getLong("line_count")})
        .list();
    if (chunks.isEmpty()) {
      return 0;
    }
    handle.createUpdate("delete from log_chunks where deployment = :deployment"
        + " and first_position <= :last")
        .bind("deployment", part.deployment().value())
        .bind("last", chunks.getLast()[0])
        .execute();
    return chunks.stream().mapToLong(chunk -> chunk[1]).sum();
  }
}
