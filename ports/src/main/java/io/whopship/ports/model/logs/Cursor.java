package io.whopship.ports.model.logs;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in a log: right behind the line of this position. The same on every transport.
 *
 * @param epoch which numbering the position belongs to: a source that loses count begins another
 * @param offset 0 for the place before the first line
 */
public record Cursor(String epoch, long offset) {

  private static final Pattern EPOCH = Pattern.compile("[A-Za-z0-9-]{1,40}");
  private static final Pattern TEXT = Pattern.compile("([A-Za-z0-9-]{1,40}):(0|[1-9][0-9]{0,17})");

  /** Before the first line of a source that has not said any yet. */
  public static final Cursor NEW = new Cursor("new", 0);

  public Cursor {
    if (!EPOCH.matcher(epoch).matches()) {
      throw new IllegalArgumentException(
          "epoch must be 1 to 40 of A-Z a-z 0-9 -, but is '" + epoch + "'");
    }
    if (offset < 0) {
      throw new IllegalArgumentException("offset must be 0 or more, but is " + offset);
    }
  }

  /** Reads {@code epoch:offset}. Throws {@link IllegalArgumentException} for anything else. */
  public static Cursor parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("must be <epoch>:<offset>, as an answer gave it");
    }
    return new Cursor(matcher.group(1), Long.parseLong(matcher.group(2)));
  }

  /** A name for the line that this cursor is behind, always the same. */
  public UUID lineId() {
    return UUID.nameUUIDFromBytes(toString().getBytes(US_ASCII));
  }

  @Override
  public String toString() {
    return epoch + ":" + offset;
  }
}
