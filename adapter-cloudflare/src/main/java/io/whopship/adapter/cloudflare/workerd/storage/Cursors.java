package io.whopship.adapter.cloudflare.workerd.storage;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Where a list goes on: after the last key of the page before. */
final class Cursors {

  private Cursors() {}

  static String encode(String last) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(last.getBytes(StandardCharsets.UTF_8));
  }

  /** Throws {@link IllegalArgumentException} if it is none. An empty one is the start. */
  static String decode(String cursor) {
    return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
  }

  static String later(String a, String b) {
    return KeyType.INSTANCE.compare(a, b) < 0 ? b : a;
  }

  /** Not after any key behind those that begin with the prefix; empty if there can be none. */
  static String successor(String prefix) {
    int end = prefix.length();
    while (end > 0) {
      int last = prefix.codePointBefore(end);
      end -= Character.charCount(last);
      if (last < Character.MAX_CODE_POINT) {
        int next = last == Character.MIN_SURROGATE - 1 ? Character.MAX_SURROGATE + 1 : last + 1;
        return prefix.substring(0, end) + Character.toString(next);
      }
    }
    return "";
  }
}
