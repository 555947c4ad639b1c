package io.whopship.adapter.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.StoredLine;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * Some lines of a log that follow each other: a row of the table.
 *
 * @param first the position of the first line
 * @param text the lines as stored
 */
record LogChunk(DeploymentId deployment, long first, String text) {

  /** Bounds, from below, where the chunk with a given line can begin. */
  static final int MAX_LINES = 100;

  /** A chunk gets no line that would take it beyond this; a longer line has one of its own. */
  static final int MAX_TEXT = 64 * 1024;

  static final String COLUMNS = "deployment, first_position, lines";

  static LogChunk read(ResultSet row, StatementContext context) throws SQLException {
    return new LogChunk(new DeploymentId(row.getLong("deployment")), row.getLong("first_position"),
        row.getString("lines"));
  }

  List<LogLine> lines() {
    return Json.read("log of deployment " + deployment, text, LinesJson::read);
  }

  List<StoredLine> stored() {
    List<LogLine> lines = lines();
    List<StoredLine> stored = new ArrayList<>(lines.size());
    for (LogLine line : lines) {
      stored.add(new StoredLine(first + stored.size(), line));
    }
    return stored;
  }

  /** Parts lines as they are stored. */
  static List<List<LogLine>> part(List<LogLine> lines) {
    List<List<LogLine>> parts = new ArrayList<>();
    int from = 0;
    int size = 0;
    for (int to = 0; to < lines.size(); to++) {
      int more = lines.get(to).bytes();
      if (to > from && (to - from == MAX_LINES || size + more > MAX_TEXT)) {
        parts.add(lines.subList(from, to));
        from = to;
        size = 0;
      }
      size += more;
    }
    if (from < lines.size()) {
      parts.add(lines.subList(from, lines.size()));
    }
    return parts;
  }

  static int bytes(String text) {
    return text.getBytes(UTF_8).length;
  }
}
