package io.whopship.agent.docker;

import io.whopship.ports.model.logs.LogType;
import java.time.Instant;
import java.util.function.Consumer;

/** What the engine keeps as one entry: a line, or 16 KiB of a longer one. */
final class Piece {

  private final LogType stream;
  private final Instant at;
  private final byte[] bytes;
  private final boolean endsLine;

  /**
   * A piece.
   *
   * @param bytes without the line break; belong to the piece from now on
   * @param endsLine whether the line ends with it
   */
  Piece(LogType stream, Instant at, byte[] bytes, boolean endsLine) {
    this.stream = stream;
    this.at = at;
    this.bytes = bytes;
    this.endsLine = endsLine;
  }

  LogType stream() {
    return stream;
  }

  Instant at() {
    return at;
  }

  byte[] bytes() {
    return bytes;
  }

  boolean endsLine() {
    return endsLine;
  }

  /** Makes pieces of the bytes of a log. */
  interface Decoder {

    /** Takes the next bytes; gives each piece that is whole. */
    void decode(byte[] bytes, int length, Consumer<Piece> pieces) throws MalformedLogException;
  }
}
