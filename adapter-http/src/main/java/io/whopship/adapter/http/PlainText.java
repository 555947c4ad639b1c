package io.whopship.adapter.http;

/** Text of others that somebody may look at in a terminal. */
final class PlainText {

  private PlainText() {}

  /** The text with question marks for what could steer a terminal: control characters but tabs. */
  static String of(String text) {
    return text.chars().anyMatch(PlainText::steers)
        ? text.chars()
            .map(character -> steers(character) ? '?' : character)
            .collect(StringBuilder::new, (out, character) -> out.append((char) character),
                StringBuilder::append)
            .toString()
        : text;
  }

  private static boolean steers(int character) {
    return Character.isISOControl(character) && character != '\t';
  }
}
