package io.whopship.adapter.jdbc;

import static java.util.stream.Collectors.joining;

import io.whopship.ports.model.logs.LogFilter;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.statement.Query;

/** What is known of the lines of a chunk without reading them, and what a filter makes of it. */
final class LogSummary {

  private LogSummary() {}

  static int types(Collection<LogLine> lines) {
    return lines.stream().mapToInt(line -> bit(line.type())).reduce(0, (one, other) -> one | other);
  }

  /** Stored: what stands here may be added to, never changed. Old rows have the first seven. */
  private static int bit(LogType type) {
    return switch (type) {
      case THINKING -> 1;
      case CODING -> 2;
      case INFO -> 4;
      case ERROR -> 8;
      case SUCCESS -> 16;
      case STDOUT -> 32;
      case STDERR -> 64;
    };
  }

  static String steps(Collection<LogLine> lines) {
    return lines.stream().map(line -> fold(line.step())).distinct().collect(joining("\n"));
  }

  /**
   * Texts that are equal but for upper and lower case are equal once folded, by the rules of
   * {@link String#equalsIgnoreCase}; a database would go by its locale. Control characters are
   * blanks, as PostgreSQL takes no NUL.
   */
  private static String fold(String text) {
    return text.codePoints()
        .map(c -> Character.isISOControl(c)
            ? ' '
            : Character.toLowerCase(Character.toUpperCase(c)))
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /** The condition that rules out chunks in which nothing can match, beginning with "and". */
  static String condition(LogFilter filter) {
    List<String> conditions = new ArrayList<>();
    if (!filter.types().isEmpty()) {
      // No bit operator is common to H2 and PostgreSQL.
      conditions.add(filter.types()
          .stream()
          .map(type -> "mod(types / " + bit(type) + ", 2) = 1")
          .sorted()
          .collect(joining(" or ", "(", ")")));
    }
    if (filter.since() != null) {
      conditions.add("latest_at > :since");
    }
    if (filter.step() != null) {
      conditions.add("(steps is null or position(:step in steps) > 0)");
    }
    return conditions.stream().map(condition -> " and " + condition).collect(joining());
  }

  static Query bind(Query query, LogFilter filter) {
    if (filter.since() != null) {
      query.bind("since", filter.since());
    }
    if (filter.step() != null) {
      query.bind("step", fold(filter.step()));
    }
    return query;
  }
}
