package io.whopship.adapter.cloudflare.workerd.storage;

/** JSON in an HTTP header. */
final class AsciiJson {

  private AsciiJson() {}

  /**
   * The same JSON without any character beyond ASCII: in JSON they stand in strings alone, where
   * they may be escaped.
   */
  static String of(String json) {
    StringBuilder ascii = new StringBuilder(json.length());
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (c < 0x7f) {
        ascii.append(c);
      } else {
        ascii.append(String.format("\\u%04x", (int) c));
      }
    }
    return ascii.toString();
  }
}
