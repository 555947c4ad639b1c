package io.whopship.agent.docker;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;

/** The time that stands before each entry: RFC 3339, with nanoseconds and any offset. */
final class EntryTime {

  /** The longest: nine digits of a second, and an offset. */
  static final int MAX_LENGTH = "2026-01-01T00:00:00.000000000+00:00".length();

  private EntryTime() {}

  /** Where the space behind the time is; -1 if it is not there yet. */
  static int end(byte[] bytes, int from, int to) throws MalformedLogException {
    for (int i = from; i < to; i++) {
      if (bytes[i] == ' ') {
        return i;
      }
    }
    if (to - from > MAX_LENGTH) {
      throw new MalformedLogException("an entry of the log begins without a time");
    }
    return -1;
  }

  static Instant parse(byte[] bytes, int from, int to) throws MalformedLogException {
    String text = new String(bytes, from, to - from, US_ASCII);
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      throw new MalformedLogException("an entry of the log begins with '"
          + text.substring(0, Math.min(text.length(), MAX_LENGTH)) + "' in place of a time");
    }
  }
}
