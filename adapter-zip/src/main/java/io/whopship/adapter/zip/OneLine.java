package io.whopship.adapter.zip;

/** What a sender wrote, made fit for a message: on one line, without control characters, short. */
final class OneLine {

  private static final int MAX_LENGTH = 300;

  private OneLine() {}

  static String of(String text) {
    String start = text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "...";
    return start.replaceAll("[\\p{Cntrl}\\u2028\\u2029]", "?");
  }
}
