package io.whopship.agent.docker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogType;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * Makes lines of the pieces of one stream. A line of more than {@value #MAX_BYTES} bytes becomes
 * several, so that no container can fill the memory by never ending its line; none is cut within a
 * character.
 */
final class LineAssembler {

  static final int MAX_BYTES = 16 * 1024;

  /** Stands for a carriage return within a line, which would be a line break to some. */
  private static final char CARRIAGE_RETURN = '\u240D';

  private final LogType stream;
  private final String step;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private Instant at = Instant.EPOCH;
  private boolean open;
  private boolean wasCut;

  LineAssembler(LogType stream, String step) {
    this.stream = stream;
    this.step = step;
  }

  void add(Piece piece, Consumer<LogLine> lines) {
    at = piece.at();
    open = true;
    byte[] bytes = piece.bytes();
    int from = 0;
    while (line.size() + bytes.length - from > MAX_BYTES) {
      int taken = MAX_BYTES - line.size();
      line.write(bytes, from, taken);
      from += taken;
      cut(lines);
    }
    line.write(bytes, from, bytes.length - from);
    if (piece.endsLine()) {
      end(lines);
    }
  }

  /** Nothing more comes of what was begun: it is a line without a line break. */
  void end(Consumer<LogLine> lines) {
    if (open) {
      byte[] bytes = line.toByteArray();
      int end = bytes.length;
      while (end > 0 && bytes[end - 1] == '\r') {
        end--;
      }
      if (end > 0 || !wasCut) {
        lines.accept(line(bytes, end));
      }
    }
    line.reset();
    open = false;
    wasCut = false;
  }

  private void cut(Consumer<LogLine> lines) {
    byte[] bytes = line.toByteArray();
    int end = characterBoundary(bytes);
    lines.accept(line(bytes, end));
    line.reset();
    line.write(bytes, end, bytes.length - end);
    wasCut = true;
  }

  private LogLine line(byte[] bytes, int length) {
    String text = new String(bytes, 0, length, UTF_8).replace('\r', CARRIAGE_RETURN);
    return new LogLine(at, stream, step, text);
  }

  /** Before the last character, if its bytes are not all there. */
  private static int characterBoundary(byte[] bytes) {
    int start = bytes.length - 1;
    while (start > bytes.length - 4 && (bytes[start] & 0xC0) == 0x80) {
      start--;
    }
    int lead = bytes[start] & 0xFF;
    int needed = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    return bytes.length - start < needed ? start : bytes.length;
  }
}
