package io.whopship.adapter.http;

import io.whopship.ports.model.logs.Cursor;
import io.whopship.ports.model.logs.LogFilter;
import io.whopship.ports.model.logs.LogQuery;
import io.whopship.ports.model.logs.LogQuery.SortBy;
import io.whopship.ports.model.logs.LogType;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.TemporalAccessor;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a URL says of the lines that are wanted. */
final class LogParameters {

  private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,8}");

  /** Those which choose lines, or how they are written. */
  private static final List<String> OF_A_PAGE = List.of("limit", "offset", "log_type", "step_name",
      "search", "sort_by", "sort_order", "since", "cursor", "format");

  private final Request request;

  LogParameters(Request request) {
    this.request = request;
  }

  /** Whether a page is asked for: without any of its parameters there is the whole log. */
  boolean choosePage() {
    return OF_A_PAGE.stream().anyMatch(name -> request.queryParameter(name) != null);
  }

  LogQuery query() {
    LogFilter filter = new LogFilter(types(), textOrNull("step_name"), textOrNull("search"),
        since());
    return new LogQuery(filter, word("sort_by", SortBy.class, SortBy.CREATED_AT),
        word("sort_order", Order.class, Order.ASC) == Order.DESC, cursor("cursor"),
        number("offset", 0, LogQuery.MAX_OFFSET, 0),
        number("limit", 1, LogQuery.MAX_LIMIT, LogQuery.DEFAULT_LIMIT));
  }

  /** In ISO 8601, {@code null} if not given. A time without a zone is of UTC. */
  @Nullable
  Instant since() {
    return value("since", text -> {
      try {
        // A plus sign that was not encoded has become a space.
        TemporalAccessor time = DateTimeFormatter.ISO_DATE_TIME.parseBest(text.replace(' ', '+'),
            OffsetDateTime::from, LocalDateTime::from);
        return time instanceof OffsetDateTime zoned
            ? zoned.toInstant()
            : LocalDateTime.from(time).toInstant(ZoneOffset.UTC);
      } catch (DateTimeParseException e) {
        throw new IllegalArgumentException(
            "must be a time in ISO 8601, as in 2024-01-01T00:00:00Z, but is '" + text + "'", e);
      }
    });
  }

  @Nullable
  Cursor cursor(String name) {
    return value(name, Cursor::parse);
  }

  int number(String name, int least, int most, int ifAbsent) {
    Integer number = value(name, text -> {
      if (!NUMBER.matcher(text).matches() || Integer.parseInt(text) < least
          || Integer.parseInt(text) > most) {
        throw new IllegalArgumentException("must be a whole number from " + least + " to " + most
            + ", but is '" + text + "'");
      }
      return Integer.valueOf(text);
    });
    return number == null ? ifAbsent : number;
  }

  <E extends Enum<E>> E word(String name, Class<E> words, E ifAbsent) {
    E word = value(name, text -> Arrays.stream(words.getEnumConstants())
        .filter(each -> lowerCase(each).equals(text))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("must be one of "
            + Arrays.stream(words.getEnumConstants())
                .map(LogParameters::lowerCase)
                .collect(Collectors.joining(", "))
            + ", but is '" + text + "'")));
    return word == null ? ifAbsent : word;
  }

  private Set<LogType> types() {
    Set<LogType> types = value("log_type", text -> Arrays.stream(text.split(",", -1))
        .map(LogLineJson::type)
        .collect(Collectors.toUnmodifiableSet()));
    return types == null ? Set.of() : types;
  }

  /** A form that was left empty sends an empty text. */
  private @Nullable String textOrNull(String name) {
    String text = request.queryParameter(name);
    return text == null || text.isEmpty() ? null : text;
  }

  private <T> @Nullable T value(String name, Function<String, T> type) {
    String text = request.queryParameter(name);
    try {
      return text == null ? null : type.apply(text);
    } catch (IllegalArgumentException e) {
      throw refusal(name, e);
    }
  }

  static Refusal refusal(String name, IllegalArgumentException fault) {
    String issue = String.valueOf(fault.getMessage());
    return new Refusal(Problem.invalidParameter(name,
        issue.substring(0, 1).toUpperCase(Locale.ROOT) + issue.substring(1)));
  }

  private static String lowerCase(Enum<?> word) {
    return word.name().toLowerCase(Locale.ROOT);
  }

  private enum Order {
    ASC, DESC
  }
}
