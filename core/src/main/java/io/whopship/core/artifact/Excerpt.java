package io.whopship.core.artifact;

/** The beginning of a text that may be longer than anybody wants to read. */
public final class Excerpt {

  private static final String DOTS = "...";

  private Excerpt() {}

  /** No more than so many characters of a text; dots at its end stand for what is left out. */
  public static String of(String text, int max) {
    if (text.length() <= max) {
      return text;
    }
    int end = max - DOTS.length();
    // Half of a surrogate pair is no character: a database may refuse it.
    boolean isSplit = Character.isHighSurrogate(text.charAt(end - 1));
    return text.substring(0, isSplit ? end - 1 : end) + DOTS;
  }
}
