package io.whopship.adapter.cloudflare.setup;

import io.whopship.adapter.cloudflare.api.Zones;
import io.whopship.adapter.cloudflare.api.Zones.Zone;
import io.whopship.adapter.cloudflare.setup.Step.State;
import io.whopship.adapter.cloudflare.setup.Step.Thing;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The zone that the sites' domain is in: of those that could be, the one with the longest name. */
final class SiteZone implements Part {

  private final Zones zones;
  private final String siteDomain;
  private @Nullable Zone zone;

  SiteZone(Zones zones, String siteDomain) {
    this.zones = zones;
    this.siteDomain = siteDomain;
  }

  @Override
  public Thing thing() {
    return Thing.ZONE;
  }

  @Override
  public String name() {
    return zone == null ? "of " + siteDomain : zone.name();
  }

  @Override
  public State look() {
    zone = null;
    for (String name = siteDomain; name.contains("."); name = parent(name)) {
      Optional<Zone> found = zones.find(name);
      if (found.isPresent()) {
        zone = found.get();
        return new State.There();
      }
    }
    return new State.Blocked("The account has no zone for " + siteDomain + ", or the token does not"
        + " see it. Add the domain to the account, or give the token 'Zone Read' for it.");
  }

  private static String parent(String name) {
    return name.substring(name.indexOf('.') + 1);
  }

  @Override
  public void make() {
    throw new IllegalStateException("zones are never made here");
  }

  /** Empty if it was not found. */
  Optional<Zone> found() {
    return Optional.ofNullable(zone);
  }
}
