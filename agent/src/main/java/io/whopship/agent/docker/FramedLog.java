package io.whopship.agent.docker;

import io.whopship.ports.model.logs.LogType;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Reads the log of a container without a terminal: each entry is a frame, with a header that names
 * the stream and the length.
 */
final class FramedLog implements Piece.Decoder {

  private static final int HEADER = 8;

  /** Entries are 16 KiB and a time; some drivers keep lines of up to 1 MB whole. */
  static final int MAX_FRAME = 4 * 1024 * 1024;

  private final byte[] header = new byte[HEADER];

  /** What is being read: the header, or behind it a frame. */
  private byte[] part = header;
  private boolean isHeader = true;
  private int filled;

  @Override
  public void decode(byte[] bytes, int length, Consumer<Piece> pieces)
      throws MalformedLogException {
    int from = 0;
    while (from < length) {
      int taken = Math.min(length - from, part.length - filled);
      System.arraycopy(bytes, from, part, filled, taken);
      from += taken;
      filled += taken;
      if (filled == part.length) {
        filled = 0;
        part = next(pieces);
      }
    }
  }

  private byte[] next(Consumer<Piece> pieces) throws MalformedLogException {
    boolean wasHeader = isHeader;
    isHeader = !wasHeader;
    if (wasHeader) {
      return new byte[frameLength()];
    }
    pieces.accept(piece(part));
    return header;
  }

  private int frameLength() throws MalformedLogException {
    long length = ByteBuffer.wrap(header).getInt(HEADER - Integer.BYTES) & 0xFFFF_FFFFL;
    if (length < 1 || length > MAX_FRAME) {
      throw new MalformedLogException(
          "a frame of the log has " + length + " bytes; it may have 1 to " + MAX_FRAME);
    }
    return (int) length;
  }

  private Piece piece(byte[] frame) throws MalformedLogException {
    int time = EntryTime.end(frame, 0, frame.length);
    if (time < 0) {
      throw new MalformedLogException("an entry of the log begins without a time");
    }
    boolean endsLine = frame[frame.length - 1] == '\n';
    int end = endsLine ? frame.length - 1 : frame.length;
    return new Piece(stream(), EntryTime.parse(frame, 0, time),
        Arrays.copyOfRange(frame, time + 1, end), endsLine);
  }

  private LogType stream() throws MalformedLogException {
    return switch (header[0]) {
      case 0, 1 -> LogType.STDOUT;
      case 2 -> LogType.STDERR;
      default -> throw new MalformedLogException(
          "a frame of the log is of stream " + header[0] + "; there are 1 and 2");
    };
  }
}
