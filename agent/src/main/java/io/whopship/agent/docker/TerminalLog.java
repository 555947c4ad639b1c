package io.whopship.agent.docker;

import io.whopship.ports.model.logs.LogType;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Reads the log of a container with a terminal: entries follow each other without frames, and come
 * in arbitrary parts. Where an entry ends that is not the end of its line can be seen only by its
 * length, and by its time standing there once more.
 */
final class TerminalLog implements Piece.Decoder {

  /** Where the engine cuts a line. */
  static final int PIECE = 16 * 1024;

  private byte[] held = new byte[1024];
  private int begin;
  private int end;

  /** The length of the time before the piece that is being read; 0 while it is not read. */
  private int time;
  private Instant at = Instant.EPOCH;
  private byte[] stamp = new byte[0];

  @Override
  public void decode(byte[] bytes, int length, Consumer<Piece> pieces)
      throws MalformedLogException {
    hold(bytes, length);
    while (begin < end && decodeOne(pieces)) {
    }
  }

  private boolean decodeOne(Consumer<Piece> pieces) throws MalformedLogException {
    if (time == 0 && !readTime()) {
      return false;
    }
    int newline = indexOfNewline();
    int length = (newline < 0 ? end : newline) - begin;
    if (length > PIECE) {
      if (newline < 0 && length < PIECE + stamp.length) {
        return false; // the time may stand here once more: not all of it has come
      }
      give(PIECE, false, pieces);
      if (stampFollows()) {
        begin += stamp.length;
      }
      return true;
    }
    if (newline < 0) {
      return false;
    }
    give(length, true, pieces);
    begin++;
    time = 0;
    return true;
  }

  private boolean readTime() throws MalformedLogException {
    int space = EntryTime.end(held, begin, end);
    if (space < 0) {
      return false;
    }
    at = EntryTime.parse(held, begin, space);
    stamp = Arrays.copyOfRange(held, begin, space + 1);
    time = stamp.length;
    begin = space + 1;
    return true;
  }

  private boolean stampFollows() {
    int to = begin + stamp.length;
    return to <= end && Arrays.equals(held, begin, to, stamp, 0, stamp.length);
  }

  private void give(int length, boolean endsLine, Consumer<Piece> pieces) {
    pieces.accept(new Piece(LogType.STDOUT, at, Arrays.copyOfRange(held, begin, begin + length),
        endsLine));
    begin += length;
  }

  private int indexOfNewline() {
    for (int i = begin; i < end; i++) {
      if (held[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private void hold(byte[] bytes, int length) {
    int kept = end - begin;
    byte[] room = kept + length <= held.length
        ? held
        : new byte[Math.max(kept + length, 2 * held.length)];
    System.arraycopy(held, begin, room, 0, kept);
    System.arraycopy(bytes, 0, room, kept, length);
    held = room;
    begin = 0;
    end = kept + length;
  }
}
