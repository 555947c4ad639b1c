package io.whopship.adapter.jdbc;

import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.logs.LogLine;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** Writes lines of one or more logs within a transaction; all statements go out at the end. */
final class LogWriting {

  private final PreparedBatch chunks;
  private final PreparedBatch ends;

  LogWriting(Handle handle) {
    chunks = handle.prepareBatch("insert into log_chunks (deployment, first_position, line_count,"
        + " bytes, latest_at, types, steps, lines) values (:deployment, :first, :count, :bytes,"
        + " :latestAt, :types, :steps, :lines)");
    ends = handle
        .prepareBatch("update deployments set log_lines = :lines, log_bytes = :bytes,"
            + " log_latest = :latest where id = :id");
  }

  /** Adds lines, in as many chunks as they need, behind the end of a log. Once a log. */
  void append(LogEnd end, List<LogLine> lines) {
    LogEnd here = end;
    for (List<LogLine> part : LogChunk.part(lines)) {
      LogEnd next = here.behind(part);
      chunk(here.deployment(), here.lines() + 1, part, next.latest());
      here = next;
    }
    if (here.lines() > end.lines()) {
      ends.bind("id", here.deployment().value())
          .bind("lines", here.lines())
          .bind("bytes", here.bytes())
          .bind("latest", here.latest())
          .add();
    }
  }

  /**
   * Adds a chunk.
   *
   * @param latest the latest time of its lines and those before it
   */
  void chunk(DeploymentId deployment, long first, List<LogLine> lines, @Nullable Instant latest) {
    String text = LinesJson.write(lines);
    chunks.bind("deployment", deployment.value())
        .bind("first", first)
        .bind("count", lines.size())
        .bind("bytes", LogChunk.bytes(text))
        .bind("latestAt", latest)
        .bind("types", LogSummary.types(lines))
        .bind("steps", LogSummary.steps(lines))
        .bind("lines", text)
        .add();
  }

  void execute() {
    execute(ends);
    execute(chunks);
  }

  private static void execute(PreparedBatch batch) {
    if (batch.size() > 0) {
      batch.execute();
    }
  }
}
