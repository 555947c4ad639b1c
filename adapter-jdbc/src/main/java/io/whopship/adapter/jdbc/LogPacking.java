package io.whopship.adapter.jdbc;

import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.logs.LogLine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Makes few large chunks of many small ones. No line changes, nor its position. */
final class LogPacking {

  /** So many small chunks of a deployment are worth the work. */
  private static final int MIN_SMALL = 16;

  /** Of one transaction, so that whoever writes does not wait for long. */
  private static final int MAX_ROWS = 500;

  private final Database database;

  LogPacking(Database database) {
    this.database = database;
  }

  /** A chunk without its lines. */
  private record Piece(long first, int count, int bytes, Instant latest) {}

  /**
   * What one transaction did.
   *
   * @param next packing goes on with the chunk at this position
   * @param fewer so many chunks
   */
  private record Packed(long next, long fewer) {}

  /** Answers how many chunks are fewer. */
  long pack() {
    return worthwhile().stream().mapToLong(this::pack).sum();
  }

  private List<DeploymentId> worthwhile() {
    return database.read("look for small pieces of logs",
        handle -> handle.createQuery("select deployment from log_chunks"
            + " where line_count <= :lines and bytes <= :bytes group by deployment"
            + " having count(*) >= :many order by deployment")
            .bind("lines", LogChunk.MAX_LINES / 2)
            .bind("bytes", LogChunk.MAX_TEXT / 2)
            .bind("many", MIN_SMALL)
            .mapTo(Long.class)
            .map(DeploymentId::new)
            .list());
  }

  private long pack(DeploymentId deployment) {
    long fewer = 0;
    long next = 1;
    while (next > 0) {
      long from = next;
      Packed packed = database.inTransaction("pack the log of deployment " + deployment,
          handle -> packSome(handle, deployment, from));
      fewer += packed.fewer();
      next = packed.next();
    }
    return fewer;
  }

  /** The next position is 0 if there is nothing more to pack. */
  private static Packed packSome(Handle handle, DeploymentId deployment, long from) {
    if (JdbcDeploymentLogs.lock(handle, deployment).isEmpty()) {
      return new Packed(0, 0);
    }
    List<Piece> pieces = pieces(handle, deployment, from);
    boolean isEnd = pieces.size() < MAX_ROWS;
    List<List<Piece>> groups = group(pieces);
    if (!isEnd) {
      // Its other pieces may follow.
      groups.removeLast();
    }
    LogWriting writing = new LogWriting(handle);
    long fewer = 0;
    for (List<Piece> group : groups) {
      if (group.size() > 1) {
        replace(handle, writing, deployment, group);
        fewer += group.size() - 1;
      }
    }
    writing.execute();
    Piece last = groups.isEmpty() ? null : groups.getLast().getLast();
    return new Packed(isEnd || last == null ? 0 : last.first() + last.count(), fewer);
  }

  private static List<Piece> pieces(Handle handle, DeploymentId deployment, long from) {
    return handle.createQuery("select first_position, line_count, bytes, latest_at from log_chunks"
        + " where deployment = :deployment and first_position >= :from"
        + " order by deployment, first_position fetch first :rows rows only")
        .bind("deployment", deployment.value())
        .bind("from", from)
        .bind("rows", MAX_ROWS)
        .map((row, context) -> new Piece(row.getLong("first_position"), row.getInt("line_count"),
            row.getInt("bytes"), InstantArgument.read(row, "latest_at")))
        .list();
  }

  /** Neighbours that fit into one chunk. */
  private static List<List<Piece>> group(List<Piece> pieces) {
    List<List<Piece>> groups = new ArrayList<>();
    int count = 0;
    int bytes = 0;
    for (Piece piece : pieces) {
      count += piece.count();
      bytes += piece.bytes();
      if (groups.isEmpty() || count > LogChunk.MAX_LINES || bytes > LogChunk.MAX_TEXT) {
        groups.add(new ArrayList<>());
        count = piece.count();
        bytes = piece.bytes();
      }
      groups.getLast().add(piece);
    }
    return groups;
  }

  /** Both within this transaction: whoever reads sees the many or the one. */
  private static void replace(Handle handle, LogWriting writing, DeploymentId deployment,
      List<Piece> group) {
    Piece first = group.getFirst();
    Piece last = group.getLast();
    List<LogLine> lines = handle.createQuery("select " + LogChunk.COLUMNS + " from log_chunks"
        + " where deployment = :deployment and first_position between :first and :last"
        + " order by first_position")
        .bind("deployment", deployment.value())
        .bind("first", first.first())
        .bind("last", last.first())
        .map(LogChunk::read)
        .stream()
        .flatMap(chunk -> chunk.lines().stream())
        .toList();
    handle.createUpdate("delete from log_chunks where deployment = :deployment"
        + " and first_position between :first and :last")
        .bind("deployment", deployment.value())
        .bind("first", first.first())
        .bind("last", last.first())
        .execute();
    writing.chunk(deployment, first.first(), lines, last.latest());
  }
}
