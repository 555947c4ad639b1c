package io.whopship.ports.model.logs;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which lines are wanted: those to which all of it applies. Texts are found wherever they stand, in
 * upper or lower case.
 *
 * @param types empty for all
 * @param step part of the step's name; {@code null} for all
 * @param text part of the message; {@code null} for all
 * @param since only lines later than this; {@code null} for all
 */
public record LogFilter(Set<LogType> types, @Nullable String step, @Nullable String text,
    @Nullable Instant since) {

  public static final LogFilter NONE = new LogFilter(Set.of(), null, null, null);

  public LogFilter {
    types = Set.copyOf(types);
  }

  public boolean isNone() {
    return equals(NONE);
  }

  public boolean matches(LogLine line) {
    return (types.isEmpty() || types.contains(line.type()))
        && (since == null || line.at().isAfter(since))
        && (step == null || containsIgnoringCase(line.step(), step))
        && (text == null || containsIgnoringCase(line.message(), text));
  }

  private static boolean containsIgnoringCase(String whole, String part) {
    for (int i = 0; i <= whole.length() - part.length(); i++) {
      if (whole.regionMatches(true, i, part, 0, part.length())) {
        return true;
      }
    }
    return false;
  }
}
