package io.whopship.adapter.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Lines of a body, as they come. A line ends with LF, CR LF or CR, since progress bars write CR;
 * the last one with the body. One that is too long comes in pieces, cut between characters.
 */
final class LineReader {

  private static final int LF = '\n';
  private static final int CR = '\r';

  private final InputStream in;
  private final byte[] buffer;
  private int begin;
  private int end;
  private boolean afterCr;
  private boolean atEnd;

  /** With lines of at most so many bytes, and at most four less if one is cut. */
  LineReader(InputStream in, int maxBytes) {
    this.in = in;
    this.buffer = new byte[maxBytes];
  }

  /** The next line, or piece of one; {@code null} behind the last. Waits for it. */
  byte @Nullable [] next() throws IOException {
    int length = lineLength();
    while (length < 0 && !atEnd && fill()) {
      length = lineLength();
    }
    if (length >= 0) {
      return take(length, true);
    }
    if (atEnd) {
      return begin == end ? null : take(end - begin, false);
    }
    return take(wholeCharacters(), false);
  }

  /** Whether the next line is here, so that nobody need wait for it. */
  boolean isReady() throws IOException {
    while (lineLength() < 0 && !atEnd && in.available() > 0) {
      if (!fill()) {
        return true;
      }
    }
    return lineLength() >= 0;
  }

  private byte[] take(int length, boolean withEnd) {
    byte[] line = Arrays.copyOfRange(buffer, begin, begin + length);
    afterCr = withEnd && buffer[begin + length] == CR;
    begin += length + (withEnd ? 1 : 0);
    return line;
  }

  /** How long the line is that begins here; -1 if its end has not come yet. */
  private int lineLength() {
    if (afterCr && begin < end) {
      begin += buffer[begin] == LF ? 1 : 0;
      afterCr = false;
    }
    for (int i = begin; i < end; i++) {
      if (buffer[i] == LF || buffer[i] == CR) {
        return i - begin;
      }
    }
    return -1;
  }

  /** Reads some more. False if there is no room for it. */
  private boolean fill() throws IOException {
    if (begin > 0) {
      System.arraycopy(buffer, begin, buffer, 0, end - begin);
      end -= begin;
      begin = 0;
    }
    if (end == buffer.length) {
      return false;
    }
    int count = in.read(buffer, end, buffer.length - end);
    atEnd = count < 0;
    end += Math.max(0, count);
    return true;
  }

  /** As much of the full buffer as does not break a character of UTF-8. */
  private int wholeCharacters() {
    int cut = end - 1;
    while (cut > end - 4 && (buffer[cut] & 0xc0) == 0x80) {
      cut--;
    }
    return cut - begin;
  }
}
