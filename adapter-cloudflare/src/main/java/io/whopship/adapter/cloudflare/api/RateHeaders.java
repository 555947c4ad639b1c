package io.whopship.adapter.cloudflare.api;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an answer says of the rate: {@code Retry-After}, {@code Ratelimit: "default";r=50;t=30} and
 * {@code Ratelimit-Policy: "default";q=1200;w=300}, of which there may be several, with commas.
 */
final class RateHeaders {

  private static final Pattern NUMBER = Pattern.compile(";\\s*([a-z]+)=(\\d{1,9})");

  private RateHeaders() {}

  /** How many calls are left, and after how long there are more. */
  record Left(long calls, Duration reset) {}

  /** How many calls there may be within a time, and what the rule is called. */
  record Policy(String name, long calls, Duration window) {}

  static @Nullable Duration retryAfter(HttpHeaders headers, Instant now) {
    String value = headers.firstValue("retry-after").orElse("").strip();
    if (value.matches("\\d{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(value));
    }
    try {
      Instant date = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return date.isBefore(now) ? Duration.ZERO : Duration.between(now, date);
    } catch (DateTimeException e) {
      return null;
    }
  }

  static List<Left> left(HttpHeaders headers) {
    List<Left> all = new ArrayList<>();
    for (String item : items(headers, "ratelimit")) {
      long calls = number(item, "r");
      if (calls >= 0) {
        all.add(new Left(calls, Duration.ofSeconds(Math.max(0, number(item, "t")))));
      }
    }
    return all;
  }

  static List<Policy> policies(HttpHeaders headers) {
    List<Policy> all = new ArrayList<>();
    for (String item : items(headers, "ratelimit-policy")) {
      if (number(item, "q") > 0 && number(item, "w") > 0) {
        String name = item.substring(0, item.indexOf(';')).strip();
        all.add(new Policy(name, number(item, "q"), Duration.ofSeconds(number(item, "w"))));
      }
    }
    return all;
  }

  private static List<String> items(HttpHeaders headers, String name) {
    return headers.allValues(name).stream().flatMap(Pattern.compile(",")::splitAsStream).toList();
  }

  private static long number(String item, String parameter) {
    Matcher numbers = NUMBER.matcher(item);
    while (numbers.find()) {
      if (numbers.group(1).equals(parameter)) {
        return Long.parseLong(numbers.group(2));
      }
    }
    return -1;
  }
}
