package io.whopship.adapter.http.webhook;

import io.whopship.ports.model.webhooks.SendResult;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** How an answer begins, as text that can be shown and stored. */
final class Excerpt {

  /** So much of an answer is taken; who sends more is cut off. */
  private static final int MAX_READ = 64 * 1024;

  /** No character of UTF-8 is longer. */
  private static final int MAX_BYTES = 4 * SendResult.MAX_EXCERPT;

  private Excerpt() {}

  /** An answer that breaks off, or takes too long, is shown as far as it came. */
  static String read(InputStream answer) {
    byte[] begin = new byte[MAX_READ];
    int length = 0;
    try {
      int read = answer.read(begin);
      while (read > 0) {
        length += read;
        read = answer.read(begin, length, MAX_READ - length);
      }
    } catch (IOException e) {
      // What came is what there is: the status has been told.
    }
    return text(new String(begin, 0, Math.min(length, MAX_BYTES), StandardCharsets.UTF_8));
  }

  private static String text(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .takeWhile(c -> shown.length() + Character.charCount(c) <= SendResult.MAX_EXCERPT)
        .map(c -> c == '\n' || c == '\t' || !Character.isISOControl(c) ? c : ' ')
        .forEach(shown::appendCodePoint);
    return shown.toString();
  }
}
