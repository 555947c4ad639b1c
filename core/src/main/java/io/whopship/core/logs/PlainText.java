package io.whopship.core.logs;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.CharMatcher;

/** What a line of a log may hold, whoever wrote it. */
public final class PlainText {

  private PlainText() {}

  /**
   * The text with question marks for what could steer a terminal, control characters, and for what
   * no viewer could be sent, halves of surrogate pairs.
   */
  public static String of(String text) {
    String harmless = CharMatcher.javaIsoControl().replaceFrom(text, '?');
    // The encoder writes a question mark for half a pair.
    return new String(harmless.getBytes(UTF_8), UTF_8);
  }
}
