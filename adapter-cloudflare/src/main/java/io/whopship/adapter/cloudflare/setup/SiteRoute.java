package io.whopship.adapter.cloudflare.setup;

import io.whopship.adapter.cloudflare.api.Zones;
import io.whopship.adapter.cloudflare.api.Zones.WorkerRoute;
import io.whopship.adapter.cloudflare.api.Zones.Zone;
import io.whopship.adapter.cloudflare.setup.Step.State;
import io.whopship.adapter.cloudflare.setup.Step.Thing;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Leads the visitors of all sites to the dispatcher. */
final class SiteRoute implements Part {

  private final Zones zones;
  private final SiteZone zone;
  private final String pattern;
  private final String dispatcher;
  private final boolean replace;
  private @Nullable WorkerRoute there;

  /**
   * A route that was not looked at yet.
   *
   * @param replace whether one that leads elsewhere may be changed
   */
  SiteRoute(Zones zones, SiteZone zone, String siteDomain, String dispatcher, boolean replace) {
    this.zones = zones;
    this.zone = zone;
    this.pattern = "*." + siteDomain + "/*";
    this.dispatcher = dispatcher;
    this.replace = replace;
  }

  @Override
  public Thing thing() {
    return Thing.SITE_ROUTE;
  }

  @Override
  public String name() {
    return pattern + " -> " + dispatcher;
  }

  @Override
  public State look() {
    Optional<Zone> found = zone.found();
    if (found.isEmpty()) {
      return new State.Blocked("It cannot be looked at without its zone.");
    }
    there = zones.route(found.get(), pattern).orElse(null);
    return there == null ? new State.ToCreate() : judge(there.script());
  }

  private State judge(String script) {
    if (script.equals(dispatcher)) {
      return new State.There();
    }
    String now = script.isEmpty() ? "leads to no worker" : "leads to the worker '" + script + "'";
    return replace
        ? new State.ToChange(now)
        : new State.Blocked("It " + now + ". Use --replace to lead it to the dispatcher instead.");
  }

  @Override
  public void make() {
    Zone within = zone.found()
        .orElseThrow(() -> new IllegalStateException("the zone comes before the route"));
    if (there == null) {
      zones.addRoute(within, pattern, dispatcher);
    } else {
      zones.changeRoute(within, there, dispatcher);
    }
  }
}
