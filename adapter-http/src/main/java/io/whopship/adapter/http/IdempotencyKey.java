package io.whopship.adapter.http;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The header by which a caller says that a request may come again, but is to be done once. */
final class IdempotencyKey {

  static final String HEADER = "Idempotency-Key";

  /** A string of RFC 8941, as the IETF's draft wants it. */
  private static final Pattern QUOTED = Pattern
      .compile("\"((?:[\\x20-\\x21\\x23-\\x5b\\x5d-\\x7e]|\\\\[\"\\\\])*)\"");

  /** As most clients send it. */
  private static final Pattern BARE = Pattern.compile("[\\x21\\x23-\\x7e][\\x21-\\x7e]*");

  private static final int MAX_LENGTH = 255;

  private IdempotencyKey() {}

  /** Reads the header's values, of which there must be one. */
  static String parse(List<String> values) {
    if (values.size() != 1) {
      throw refusal("Must be there once, but is there " + values.size() + " times");
    }
    String text = values.getFirst().strip();
    Matcher quoted = QUOTED.matcher(text);
    if (!quoted.matches() && !BARE.matcher(text).matches()) {
      throw refusal("Must be printable ASCII, bare without spaces or as a quoted string, as in"
          + " \"8e03978e-40d5-43dd-bc93-6894a57f9324\", but is '" + text + "'");
    }
    String key = quoted.matches() ? quoted.group(1).replaceAll("\\\\(.)", "$1") : text;
    if (key.isEmpty() || key.length() > MAX_LENGTH) {
      throw refusal("Must have 1 to " + MAX_LENGTH + " characters, but has " + key.length());
    }
    return key;
  }

  private static Refusal refusal(String issue) {
    return new Refusal(Problem.invalidParameter(HEADER, issue));
  }
}
