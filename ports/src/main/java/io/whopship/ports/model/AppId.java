package io.whopship.ports.model;

/** The number of an app, given by the store: 1 and up, never used twice. */
public record AppId(long value) {

  public AppId {
    if (value < 1) {
      throw new IllegalArgumentException("app id must be 1 or more, but is " + value);
    }
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
