package io.whopship.adapter.jdbc;

import io.whopship.ports.driven.DeploymentLogs;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.logs.LogFilter;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogRetention;
import io.whopship.ports.model.logs.StoredLine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Logs in chunks: many lines a row, which reads and deletes some ten times faster than a row a
 * line.
 */
final class JdbcDeploymentLogs implements DeploymentLogs {

  /** Bounds, from below, where the chunk with a given line can begin. */
  private static final int MAX_LINES_OF_CHUNK = 100;

  private final Database database;

  JdbcDeploymentLogs(Database database) {
    this.database = database;
  }

  @Override
  public List<StoredLine> read(DeploymentId deployment, long after, int limit) {
    List<Chunk> chunks = database.with("read the log of deployment " + deployment,
        handle -> handle.createQuery("select first_position, lines from log_chunks"
            + " where deployment = :deployment and first_position > :lowest"
            + " and first_position <= :highest order by first_position")
            .bind("deployment", deployment.value())
            .bind("lowest", Math.max(after, 0) - MAX_LINES_OF_CHUNK)
            .bind("highest", Math.min(after, Long.MAX_VALUE - limit) + limit)
            .map((row, context) -> new Chunk(row.getLong("first_position"),
                Json.read("log of deployment " + deployment, row.getString("lines"),
                    LinesJson::read)))
            .list());
    return chunks.stream()
        .flatMap(chunk -> chunk.stored().stream())
        .filter(line -> line.position() > after)
        .limit(limit)
        .toList();
  }

  @Override
  public Appended append(DeploymentId deployment, List<LogLine> lines) {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public Extent extent(DeploymentId deployment) {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public long positionAt(DeploymentId deployment, Instant time) {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public Scan scan(DeploymentId deployment, LogFilter filter, long after, long upTo,
      boolean newestFirst, int maxLines) {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public Kept keep(LogRetention retention, Instant now) {
    throw new UnsupportedOperationException("not yet");
  }

  private record Chunk(long first, List<LogLine> lines) {

    List<StoredLine> stored() {
      List<StoredLine> stored = new ArrayList<>(lines.size());
      for (LogLine line : lines) {
        stored.add(new StoredLine(first + stored.size(), line));
      }
      return stored;
    }
  }

  /** Adds lines behind those that are there. The deployment's row is locked. */
  static void append(Handle handle, DeploymentId deployment, long there, List<LogLine> lines) {
    if (lines.isEmpty()) {
      return;
    }
    handle.createUpdate("update deployments set log_lines = :lines where id = :id")
        .bind("lines", there + lines.size())
        .bind("id", deployment.value())
        .execute();
    PreparedBatch chunks = handle.prepareBatch("insert into log_chunks (deployment,"
        + " first_position, lines) values (:deployment, :first, :lines)");
    for (int from = 0; from < lines.size(); from += MAX_LINES_OF_CHUNK) {
      int to = Math.min(from + MAX_LINES_OF_CHUNK, lines.size());
      chunks.bind("deployment", deployment.value())
          .bind("first", there + 1 + from)
          .bind("lines", LinesJson.write(lines.subList(from, to)))
          .add();
    }
    chunks.execute();
  }
}
