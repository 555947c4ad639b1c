package io.whopship.agent.docker;

import io.whopship.ports.model.logs.LogLine;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The last lines of a numbering, in places of a ring. Positions begin with 1. */
final class Spool {

  /** What a line takes beside its message, about. */
  private static final int BESIDE_MESSAGE = 64;

  private final String epoch;
  private final @Nullable LogLine[] ring;
  private final int maxBytes;
  private long first = 1;
  private long last;
  private int bytes;

  Spool(String epoch, int maxLines, int maxBytes) {
    this.epoch = epoch;
    this.ring = new LogLine[maxLines];
    this.maxBytes = maxBytes;
  }

  String epoch() {
    return epoch;
  }

  /** The position of the oldest line that is kept. */
  long first() {
    return first;
  }

  /** The position of the newest line; 0 if there was none. */
  long last() {
    return last;
  }

  /** Adds a line; the oldest make room, all of them if need be. */
  void add(LogLine line) {
    int size = size(line);
    while (first <= last && (last - first + 1 >= ring.length || bytes + size > maxBytes)) {
      bytes -= size(kept(first));
      ring[place(first)] = null;
      first++;
    }
    last++;
    ring[place(last)] = line;
    bytes += size;
  }

  /** The lines from this position on, which must be kept. */
  List<LogLine> from(long position) {
    List<LogLine> lines = new ArrayList<>((int) (last - position + 1));
    for (long next = position; next <= last; next++) {
      lines.add(kept(next));
    }
    return lines;
  }

  private LogLine kept(long position) {
    LogLine line = ring[place(position)];
    if (line == null) {
      throw new IllegalStateException("line " + position + " is not kept");
    }
    return line;
  }

  private int place(long position) {
    return (int) (position % ring.length);
  }

  private static int size(LogLine line) {
    return line.message().length() + BESIDE_MESSAGE;
  }
}
