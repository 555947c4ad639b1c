package io.whopship.ports.model.identity;

/**
 * Who asks.
 *
 * @param owner the tenant this caller acts for
 * @param admin may act on the apps of every tenant
 * @param origin where this very call came from
 */
public record Caller(OwnerId owner, boolean admin, Origin origin) {

  /** One of whose whereabouts nothing is known. */
  public Caller(OwnerId owner, boolean admin) {
    this(owner, admin, Origin.UNKNOWN);
  }

  public Caller from(Origin newOrigin) {
    return new Caller(owner, admin, newOrigin);
  }

  public boolean mayActFor(OwnerId other) {
    return admin || owner.equals(other);
  }
}
