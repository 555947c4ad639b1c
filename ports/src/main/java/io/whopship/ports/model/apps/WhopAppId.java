package io.whopship.ports.model.apps;

/** The name an app has outside, such as {@code app_123abc}. One app of WhopShip carries it. */
public record WhopAppId(String value) {

  public WhopAppId {
    if (!value.matches("[A-Za-z0-9_-]{1,128}")) {
      throw new IllegalArgumentException(
          "whopAppId must be 1 to 128 of A-Z a-z 0-9 _ -, but is '" + value + "'");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
