package io.whopship.adapter.cloudflare.setup;

import io.whopship.adapter.cloudflare.api.Product;
import io.whopship.adapter.cloudflare.api.RefusedException;
import io.whopship.adapter.cloudflare.api.Reply;
import io.whopship.adapter.cloudflare.api.Zones;
import io.whopship.adapter.cloudflare.api.Zones.Zone;
import io.whopship.adapter.cloudflare.setup.Step.State;
import io.whopship.adapter.cloudflare.setup.Step.Thing;
import io.whopship.ports.driven.PortException;
import java.util.Optional;

/**
 * The record by which browsers find Cloudflare at all. It is only looked at: DNS is its owner's,
 * and a token that may change it may do harm.
 */
record SiteDns(Zones zones, SiteZone zone, String siteDomain) implements Part {

  @Override
  public Thing thing() {
    return Thing.DNS;
  }

  @Override
  public String name() {
    return "*." + siteDomain;
  }

  @Override
  public State look() {
    Optional<Zone> found = zone.found();
    if (found.isEmpty()) {
      return new State.Unseen("It cannot be looked at without its zone.");
    }
    try {
      return zones.isProxied(found.get(), name())
          .<State>map(proxied -> proxied
              ? new State.There()
              : new State.Yours("It bypasses Cloudflare: switch its proxy on (the orange cloud)."))
          .orElseGet(() -> new State.Yours("Create it" + description(found.get())));
    } catch (PortException.Rejected e) {
      if (RefusedException.behind(e).filter(Reply.Refused::isForbidden).isEmpty()) {
        throw e;
      }
      return new State.Unseen("The token may not look (permission '" + Product.DNS.permission()
          + "'). See that it is there" + description(found.get()));
    }
  }

  private String description(Zone within) {
    String label = siteDomain.equals(within.name())
        ? "*"
        : "*." + siteDomain.substring(0, siteDomain.length() - within.name().length() - 1);
    return " in the zone " + within.name() + ": type AAAA, name " + label
        + ", content 100::, proxied.";
  }

  @Override
  public void make() {
    throw new IllegalStateException("DNS records are never made here");
  }
}
