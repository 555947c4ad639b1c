package io.whopship.adapter.jdbc;

import io.whopship.ports.driven.DeploymentLogs;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.logs.LogFilter;
import io.whopship.ports.model.logs.LogLimits;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogRetention;
import io.whopship.ports.model.logs.StoredLine;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;

/**
 * Logs in chunks: many lines a row, which reads and deletes some ten times faster than a row a
 * line. A chunk never has a hole, and chunks are removed from the beginning of a log alone.
 */
final class JdbcDeploymentLogs implements DeploymentLogs {

  private final Database database;
  private final LogAppending appending;
  private final LogKeeping keeping;
  private final LogPacking packing;

  JdbcDeploymentLogs(Database database) {
    this.database = database;
    this.appending = new LogAppending(database);
    this.keeping = new LogKeeping(database);
    this.packing = new LogPacking(database);
  }

  @Override
  public List<StoredLine> read(DeploymentId deployment, long after, int limit) {
    return database.read("read the log of deployment " + deployment, handle -> {
      List<StoredLine> lines = readNear(handle, deployment, after, limit);
      if (!lines.isEmpty() || limit < 1) {
        return lines;
      }
      OptionalLong next = nextChunk(handle, deployment, after);
      return next.isPresent()
          ? readNear(handle, deployment, Math.max(after, next.getAsLong() - 1), limit)
          : List.of();
    });
  }

  /**
   * The lines behind a position, if the first of them is not further away than the limit. Of chunks
   * behind those that have enough text, the lines are not loaded.
   */
  private static List<StoredLine> readNear(Handle handle, DeploymentId deployment, long after,
      int limit) {
    return handle.createQuery("select " + LogChunk.COLUMNS + " from (select " + LogChunk.COLUMNS
        + ", sum(bytes) over (order by first_position) - bytes as bytes_before from log_chunks"
        + " where deployment = :deployment and first_position > :lowest"
        + " and first_position <= :highest and first_position + line_count - 1 > :after) near"
        + " where bytes_before < :bytes order by first_position")
        .bind("deployment", deployment.value())
        .bind("lowest", Math.max(after, 0) - LogChunk.MAX_LINES)
        .bind("after", after)
        .bind("bytes", MAX_PART)
        .bind("highest", Math.min(after, Long.MAX_VALUE - limit) + limit)
        .map(LogChunk::read)
        .list()
        .stream()
        .flatMap(chunk -> chunk.stored().stream())
        .filter(line -> line.position() > after)
        .limit(limit)
        .toList();
  }

  /**
   * Where the chunk begins with the first line behind a position: lines before it may have been
   * removed. It may begin before the position, if it was written and packed a moment ago.
   */
  private static OptionalLong nextChunk(Handle handle, DeploymentId deployment, long after) {
    return handle.createQuery("select first_position from log_chunks"
        + " where deployment = :deployment and first_position > :lowest"
        + " and first_position + line_count - 1 > :after"
        + " order by deployment, first_position fetch first 1 rows only")
        .bind("deployment", deployment.value())
        .bind("lowest", Math.max(after, 0) - LogChunk.MAX_LINES)
        .bind("after", after)
        .mapTo(Long.class)
        .stream()
        .mapToLong(Long::longValue)
        .findFirst();
  }

  @Override
  public Appended append(DeploymentId deployment, List<LogLine> lines, LogLimits limits) {
    return appending.append(deployment, lines, limits);
  }

  @Override
  public Extent extent(DeploymentId deployment) {
    return database.read("measure the log of deployment " + deployment,
        handle -> handle.createQuery("select log_lines, (select first_position from log_chunks"
            + " where deployment = :id order by deployment, first_position"
            + " fetch first 1 rows only) as first_kept from deployments where id = :id")
            .bind("id", deployment.value())
            .map((row, context) -> {
              long last = row.getLong("log_lines");
              long first = row.getLong("first_kept");
              return new Extent(row.wasNull() ? last + 1 : first, last);
            })
            .findOne()
            .orElse(Extent.NONE));
  }

  @Override
  public long positionAt(DeploymentId deployment, Instant time) {
    String doing = "look for a time in the log of deployment " + deployment;
    long after = 0;
    while (true) {
      long behind = after;
      Optional<LogChunk> chunk = database.read(doing,
          handle -> findLater(handle, deployment, time, behind));
      if (chunk.isEmpty()) {
        return extent(deployment).last();
      }
      List<StoredLine> lines = chunk.get().stored();
      Optional<StoredLine> first = lines.stream()
          .filter(line -> line.position() > behind && line.line().at().isAfter(time))
          .findFirst();
      if (first.isPresent()) {
        return first.get().position() - 1;
      }
      // An old chunk, of which the time is not known better, or later by less than a millisecond.
      after = lines.getLast().position();
    }
  }

  private static Optional<LogChunk> findLater(Handle handle, DeploymentId deployment, Instant time,
      long after) {
    return handle.createQuery("select " + LogChunk.COLUMNS + " from log_chunks"
        + " where deployment = :deployment and latest_at > :time"
        + " and first_position + line_count - 1 > :after"
        + " order by deployment, latest_at, first_position fetch first 1 rows only")
        .bind("deployment", deployment.value())
        .bind("time", time)
        .bind("after", after)
        .map(LogChunk::read)
        .findOne();
  }

  @Override
  public Scan scan(DeploymentId deployment, LogFilter filter, long after, long upTo,
      boolean newestFirst, int maxLines) {
    return new LogScanning(database, deployment, filter, after, upTo, newestFirst, maxLines)
        .scan();
  }

  @Override
  public Kept keep(LogRetention retention, Instant now) {
    long removed = keeping.remove(retention, now);
    return new Kept(removed, packing.pack());
  }

  /** Locks a deployment, and answers where its log ends; empty if there is no such deployment. */
  static Optional<LogEnd> lock(Handle handle, DeploymentId deployment) {
    return handle.createQuery(LogEnd.SELECT + "where id = :id for update")
        .bind("id", deployment.value())
        .map(LogEnd::read)
        .findOne();
  }

  /** Adds lines behind those that are there. The deployment's row is locked. */
  static void append(Handle handle, LogEnd end, List<LogLine> lines) {
    if (!lines.isEmpty()) {
      LogWriting writing = new LogWriting(handle);
      writing.append(end, lines);
      writing.execute();
    }
  }
}
