package io.whopship.app;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/** Reads durations as people write them. */
final class Durations {

  private Durations() {}

  /**
   * {@code 500ms}, {@code 30s}, {@code 5m}, {@code 2h}, {@code 90d} of 24 hours each, or ISO-8601
   * such as {@code PT1M30S}.
   */
  static Duration parse(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.matches("[0-9]{1,9}ms")) {
      return Duration.ofMillis(Long.parseLong(lower.substring(0, lower.length() - 2)));
    }
    if (lower.matches("[0-9]{1,6}d")) {
      return Duration.ofDays(Long.parseLong(lower.substring(0, lower.length() - 1)));
    }
    try {
      return Duration.parse(lower.matches("[0-9]{1,9}[smh]") ? "PT" + lower : text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "must be a duration such as 500ms, 30s, 5m, 2h, 90d or PT1M30S, but is '" + text + "'",
          e);
    }
  }
}
