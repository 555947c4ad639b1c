package io.whopship.core;

import com.google.common.base.CharMatcher;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogType;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** How lines, sizes and times are written in the log of a deployment. */
final class Wording {

  private static final long MIB = 1024L * 1024;
  private static final String DOTS = "...";

  private Wording() {}

  /**
   * A line for each line of a text. What an artifact or an edge made us say cannot steer a
   * terminal: control characters become question marks.
   */
  static List<LogLine> lines(Instant at, LogType type, String step, String text) {
    return text.lines()
        .map(line -> CharMatcher.javaIsoControl().replaceFrom(line, '?'))
        .map(line -> new LogLine(at, type, step, line))
        .toList();
  }

  /** Units of 1024 * 1024 bytes, named as the first guide named them: {@code 5.23 MB}. */
  static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.2f MB", (double) bytes / MIB);
  }

  /** A size or a limit: {@code 10 MiB}, {@code 1.50 MiB}, {@code 900 bytes}. */
  static String size(long bytes) {
    if (bytes < MIB) {
      return bytes + " bytes";
    }
    return bytes % MIB == 0
        ? bytes / MIB + " MiB"
        : String.format(Locale.ROOT, "%.2f MiB", (double) bytes / MIB);
  }

  /** {@code 30 seconds}, {@code 0.5 seconds}. */
  static String seconds(Duration duration) {
    String number = BigDecimal.valueOf(duration.toMillis(), 3).stripTrailingZeros().toPlainString();
    return number.equals("1") ? "1 second" : number + " seconds";
  }

  /** Time that went by: {@code 51.23s}. */
  static String elapsed(Duration duration) {
    return String.format(Locale.ROOT, "%.2fs", duration.toMillis() / 1000.0);
  }

  /** No more than so many characters of a text; dots at its end stand for what is left out. */
  static String cut(String text, int max) {
    if (text.length() <= max) {
      return text;
    }
    int end = max - DOTS.length();
    // Half of a surrogate pair is no character: a database may refuse it.
    boolean isSplit = Character.isHighSurrogate(text.charAt(end - 1));
    return text.substring(0, isSplit ? end - 1 : end) + DOTS;
  }

  /** A phrase at the start of a line. */
  static String capitalised(String phrase) {
    return phrase.substring(0, 1).toUpperCase(Locale.ROOT) + phrase.substring(1);
  }
}
