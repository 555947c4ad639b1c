package io.whopship.adapter.cloudflare.logs;

import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Something that a worker said at once, which may have many lines and may be long.
 *
 * @param metadata of each of its lines
 */
public record Message(Instant at, LogType type, String step, Map<String, String> metadata) {

  /** Of one line. */
  public static final int MAX_LINE = 16 * 1024;
  /** Of all lines of one message. */
  public static final int MAX_MESSAGE = 256 * 1024;
  public static final int MAX_LINES = 1_000;

  /** In the metadata of each line but the first. */
  public static final String CONTINUATION = "continuation";

  public Message(Instant at, LogType type, String step) {
    this(at, type, step, Map.of());
  }

  /**
   * The lines of a text, one at least. What is too long is cut, and the line says so.
   *
   * @param alreadyCut how much is missing at the end of the text
   */
  public List<LogLine> lines(String text, long alreadyCut) {
    String kept = text.substring(0, Math.min(text.length(), MAX_MESSAGE));
    long missing = alreadyCut + text.length() - kept.length();
    List<LogLine> lines = new ArrayList<>(1);
    Map<String, String> continued = metadata;
    Iterator<String> rest = kept.lines().iterator();
    do {
      String line = rest.hasNext() ? rest.next() : "";
      long cut = Math.max(0, line.length() - MAX_LINE);
      if (!rest.hasNext()) {
        cut += missing;
      }
      boolean isLast = lines.size() == MAX_LINES - 1 && rest.hasNext();
      String said = line.substring(0, Math.min(line.length(), MAX_LINE)) + note(cut, "characters")
          + (isLast ? note(count(rest), "lines") : "");
      lines.add(new LogLine(at, type, step, said, null, continued));
      if (lines.size() == 1) {
        continued = new HashMap<>(metadata);
        continued.put(CONTINUATION, "true");
      }
    } while (rest.hasNext());
    return lines;
  }

  private static String note(long count, String what) {
    return count == 0 ? "" : String.format(Locale.ROOT, " … (%,d more %s were cut)", count, what);
  }

  private static long count(Iterator<String> rest) {
    long count = 0;
    for (; rest.hasNext(); rest.next()) {
      count++;
    }
    return count;
  }
}
