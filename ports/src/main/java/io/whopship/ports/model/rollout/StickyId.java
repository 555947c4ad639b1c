package io.whopship.ports.model.rollout;

import java.util.Optional;

/**
 * What keeps one visitor on one side of a split: the value of the cookie {@value #COOKIE}, minted
 * on a visitor's first request and used for that very request.
 */
public record StickyId(String value) {

  public static final String COOKIE = "__ws_id";

  private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";

  public StickyId {
    if (!isWellFormed(value)) {
      throw new IllegalArgumentException("a sticky id must be 16 to 64 of A-Z a-z 0-9 _ -");
    }
  }

  /** From what a visitor sent: empty unless it is what this platform mints. */
  public static Optional<StickyId> ofCookie(String value) {
    return isWellFormed(value) ? Optional.of(new StickyId(value)) : Optional.empty();
  }

  private static boolean isWellFormed(String value) {
    if (value.length() < 16 || value.length() > 64) {
      return false;
    }
    for (int i = 0; i < value.length(); i++) {
      if (ALPHABET.indexOf(value.charAt(i)) < 0) {
        return false;
      }
    }
    return true;
  }
}
