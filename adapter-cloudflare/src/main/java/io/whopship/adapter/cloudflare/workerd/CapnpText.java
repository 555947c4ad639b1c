package io.whopship.adapter.cloudflare.workerd;

import java.nio.charset.StandardCharsets;

/** Texts as workerd's configuration language, Cap'n Proto, writes them. */
final class CapnpText {

  private CapnpText() {}

  /**
   * A text literal of any text. Whatever is not a plain, printable ASCII character is written byte
   * by byte, so that nothing in a name from a zip can end the literal.
   */
  static String quote(String text) {
    StringBuilder literal = new StringBuilder(text.length() + 2).append('"');
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      if (b < ' ' || b == 0x7f || b == '"' || b == '\\') {
        literal.append(String.format("\\x%02x", b));
      } else {
        literal.append((char) b);
      }
    }
    return literal.append('"').toString();
  }
}
