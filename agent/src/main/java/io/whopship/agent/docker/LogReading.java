package io.whopship.agent.docker;

import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogType;
import java.util.ArrayList;
import java.util.List;

/** Makes lines of what was not read before of the log of one container. */
final class LogReading {

  private final LineAssembler stdout;
  private final LineAssembler stderr;
  private final SeenPieces seen = new SeenPieces();

  LogReading(String step) {
    stdout = new LineAssembler(LogType.STDOUT, step);
    stderr = new LineAssembler(LogType.STDERR, step);
  }

  SeenPieces seen() {
    return seen;
  }

  List<LogLine> lines(List<Piece> pieces) {
    List<LogLine> lines = new ArrayList<>(pieces.size());
    for (Piece piece : pieces) {
      if (seen.isNew(piece)) {
        (piece.stream() == LogType.STDERR ? stderr : stdout).add(piece, lines::add);
      }
    }
    return lines;
  }

  /** What was begun, when the container has ended and no line break will come. */
  List<LogLine> rest() {
    List<LogLine> lines = new ArrayList<>(2);
    stdout.end(lines::add);
    stderr.end(lines::add);
    return lines;
  }
}
