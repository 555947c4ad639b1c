package io.whopship.core.pipeline;

import io.whopship.core.logs.PlainText;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogType;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** How lines and times are written in the log of a deployment. */
public final class Wording {

  private Wording() {}

  /**
   * A line for each line of a text. What an artifact or an edge made us say is made harmless.
   */
  public static List<LogLine> lines(Instant at, LogType type, String step, String text) {
    return text.lines()
        .map(line -> new LogLine(at, type, step, PlainText.of(line)))
        .toList();
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

  /** A phrase at the start of a line. */
  static String capitalised(String phrase) {
    return phrase.substring(0, 1).toUpperCase(Locale.ROOT) + phrase.substring(1);
  }
}
