package io.whopship.core.logs;

import io.whopship.ports.model.logs.LogPage;
import io.whopship.ports.model.logs.StoredLine;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The lines of an answer: no more than it has room for, but one at least. */
final class AnswerLines {

  private final Deque<StoredLine> lines = new ArrayDeque<>();
  private long bytes;
  private boolean isFull;

  /** Adds a line at the end. One for which there is no room is left out, with all that follow. */
  void addLast(StoredLine line) {
    int more = line.line().bytes();
    isFull |= !lines.isEmpty() && bytes + more > LogPage.MAX_BYTES;
    if (!isFull) {
      lines.addLast(line);
      bytes += more;
    }
  }

  /** Adds a line at the beginning. If there is no room, those at the end make some. */
  void addFirst(StoredLine line) {
    lines.addFirst(line);
    bytes += line.line().bytes();
    while (bytes > LogPage.MAX_BYTES && lines.size() > 1) {
      bytes -= lines.removeLast().line().bytes();
      isFull = true;
    }
  }

  int size() {
    return lines.size();
  }

  /** Whether lines were left out. */
  boolean isFull() {
    return isFull;
  }

  List<StoredLine> all() {
    return List.copyOf(lines);
  }
}
