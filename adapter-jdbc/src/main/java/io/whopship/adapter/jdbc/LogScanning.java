package io.whopship.adapter.jdbc;

import io.whopship.ports.driven.DeploymentLogs;
import io.whopship.ports.driven.DeploymentLogs.Scan;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.logs.LogFilter;
import io.whopship.ports.model.logs.StoredLine;
import java.util.ArrayList;
import java.util.List;

/** One look through a part of a log, chunk by chunk in the order of the look. */
final class LogScanning {

  /** So that not much is read in vain, nor kept in memory, whatever the size of the chunks. */
  private static final int MAX_ROWS = 200;

  /** Before it is known how large the chunks are. */
  private static final int FIRST_ROWS = 32;

  /** Characters of the chunks of one query, more or less. */
  private static final int MAX_TEXT = 1024 * 1024;

  private final Database database;
  private final DeploymentId deployment;
  private final LogFilter filter;
  private final boolean newestFirst;
  private final int maxLines;

  private final List<StoredLine> matches = new ArrayList<>();
  private long looked;
  private long bytes;
  /** What is still to be considered: behind the one position, up to the other. */
  private long after;
  private long upTo;

  LogScanning(Database database, DeploymentId deployment, LogFilter filter, long after, long upTo,
      boolean newestFirst, int maxLines) {
    this.database = database;
    this.deployment = deployment;
    this.filter = filter;
    this.after = Math.max(after, 0);
    this.upTo = upTo;
    this.newestFirst = newestFirst;
    this.maxLines = maxLines;
  }

  Scan scan() {
    // As if all chunks were full; then more and more, if they are small.
    int rows = Math.min(maxLines / LogChunk.MAX_LINES + 1, FIRST_ROWS);
    while (after < upTo) {
      List<LogChunk> chunks = read(rows);
      for (LogChunk chunk : chunks) {
        if (looked >= maxLines || bytes >= DeploymentLogs.MAX_PART) {
          return new Scan(matches, looked, newestFirst ? upTo + 1 : after, false);
        }
        look(chunk);
      }
      if (chunks.size() < rows) {
        break;
      }
      rows = Math.min(rows * 2, rowsLike(chunks));
    }
    return new Scan(matches, looked, newestFirst ? after + 1 : upTo, true);
  }

  /** How many chunks of this size are enough text. */
  private static int rowsLike(List<LogChunk> chunks) {
    long text = chunks.stream().mapToLong(chunk -> chunk.text().length()).sum();
    return Math.clamp((long) MAX_TEXT * chunks.size() / Math.max(text, 1), 1, MAX_ROWS);
  }

  private List<LogChunk> read(int rows) {
    String order = newestFirst ? " desc" : "";
    return database.read("search the log of deployment " + deployment,
        handle -> LogSummary
            .bind(handle.createQuery("select " + LogChunk.COLUMNS + " from log_chunks"
                + " where deployment = :deployment and first_position > :lowest"
                + " and first_position <= :upTo and first_position + line_count - 1 > :after"
                + LogSummary.condition(filter) + " order by deployment" + order
                + ", first_position" + order + " fetch first :rows rows only"), filter)
            .bind("deployment", deployment.value())
            .bind("lowest", after - LogChunk.MAX_LINES)
            .bind("after", after)
            .bind("upTo", upTo)
            .bind("rows", rows)
            .map(LogChunk::read)
            .list());
  }

  private void look(LogChunk chunk) {
    List<StoredLine> lines = chunk.stored()
        .stream()
        .filter(line -> line.position() > after && line.position() <= upTo)
        .toList();
    looked += lines.size();
    for (StoredLine line : newestFirst ? lines.reversed() : lines) {
      if (filter.matches(line.line())) {
        matches.add(line);
        bytes += line.line().bytes();
      }
    }
    if (newestFirst) {
      upTo = lines.getFirst().position() - 1;
    } else {
      after = lines.getLast().position();
    }
  }
}
