package io.whopship.ports.model.identity;

/**
 * Who asks.
 *
 * @param owner the tenant this caller acts for
 * @param admin may act on the apps of every tenant
 */
public record Caller(OwnerId owner, boolean admin) {

  public boolean mayActFor(OwnerId other) {
    return admin || owner.equals(other);
  }
}
