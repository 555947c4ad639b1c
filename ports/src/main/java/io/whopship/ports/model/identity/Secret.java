package io.whopship.ports.model.identity;

/** A text that must not be printed: {@code toString} is a mask, {@link #reveal} is the text. */
public record Secret(String reveal) {

  @Override
  public String toString() {
    return "********";
  }
}
