package io.whopship.adapter.cloudflare.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** The domains of the account: which worker answers in them, and their DNS. */
public final class Zones {

  private final CloudflareApi api;
  private final String account;

  Zones(CloudflareApi api, String account) {
    this.api = api;
    this.account = account;
  }

  /** A domain that Cloudflare answers for. */
  public record Zone(String id, String name) {}

  /**
   * Which worker answers to a pattern of addresses.
   *
   * @param script empty where no worker may answer
   */
  public record WorkerRoute(String id, String pattern, String script) {}

  /** The zone of exactly this name that this account has; empty if the token sees none. */
  public Optional<Zone> find(String name) {
    JsonNode found = api.result(Call.get(Product.ZONES, "/zones?name=" + Call.segment(name)
        + "&account.id=" + Call.segment(account), "the search for zone " + name));
    return found.isEmpty()
        ? Optional.empty()
        : Optional.of(new Zone(found.path(0).path("id").asText(), name));
  }

  /** The route of exactly this pattern. */
  public Optional<WorkerRoute> route(Zone zone, String pattern) {
    for (JsonNode route : api.result(Call.get(Product.ROUTES, routes(zone), "the routes of "
        + zone.name()))) {
      if (route.path("pattern").asText().equals(pattern)) {
        return Optional.of(new WorkerRoute(route.path("id").asText(), pattern,
            route.path("script").asText("")));
      }
    }
    return Optional.empty();
  }

  public void addRoute(Zone zone, String pattern, String script) {
    api.result(Call.post(Product.ROUTES, routes(zone), "the creation of route " + pattern,
        body(pattern, script)));
  }

  /** Lets another script answer. */
  public void changeRoute(Zone zone, WorkerRoute route, String script) {
    api.result(Call.put(Product.ROUTES, routes(zone) + "/" + Call.segment(route.id()),
        "the change of route " + route.pattern(), body(route.pattern(), script)));
  }

  /** Whether a name is in the DNS, through Cloudflare's proxy; empty if it is not there at all. */
  public Optional<Boolean> isProxied(Zone zone, String name) {
    boolean there = false;
    for (JsonNode entry : api.result(Call.get(Product.DNS, "/zones/" + Call.segment(zone.id())
        + "/dns_records?name=" + Call.segment(name), "the DNS records of " + name))) {
      if (entry.path("proxied").asBoolean()) {
        return Optional.of(true);
      }
      there = true;
    }
    return there ? Optional.of(false) : Optional.empty();
  }

  private static String routes(Zone zone) {
    return "/zones/" + Call.segment(zone.id()) + "/workers/routes";
  }

  private static Content body(String pattern, String script) {
    ObjectNode body = Json.object().put("pattern", pattern).put("script", script);
    return Content.json(body);
  }
}
