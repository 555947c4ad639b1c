package io.whopship.ports.model.identity;

/** Who owns apps: a tenant. Tenants neither see nor touch each other. */
public record OwnerId(String value) {

  public OwnerId {
    if (!value.matches("[A-Za-z0-9][A-Za-z0-9_.@-]{0,127}")) {
      throw new IllegalArgumentException(
          "owner must be 1 to 128 of A-Z a-z 0-9 _ . @ - and start with a letter or digit, but is '"
              + value + "'");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
