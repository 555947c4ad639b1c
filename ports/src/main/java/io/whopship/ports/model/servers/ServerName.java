package io.whopship.ports.model.servers;

/** Names a server among those on one database; the same again after a restart. */
public record ServerName(String value) {

  public ServerName {
    if (!value.matches("[A-Za-z0-9_.:-]{1,100}")) {
      throw new IllegalArgumentException(
          "server name must be 1 to 100 of A-Z a-z 0-9 _ . : -, but is '" + value + "'");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
