package io.whopship.testkit.cloudflare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.whopship.testkit.cloudflare.rest.Ask;
import io.whopship.testkit.cloudflare.rest.Envelope;
import io.whopship.testkit.cloudflare.rest.Json;
import io.whopship.testkit.cloudflare.rest.RefusedException;
import io.whopship.testkit.cloudflare.rest.Router;
import io.whopship.testkit.http.Answer;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;

/** The zones of the account, and which paths of them workers answer. */
final class Zones {

  static final String ZONE_PERMISSION = "Zone Read";
  static final String ROUTES_PERMISSION = "Workers Routes Edit";
  private static final String ROUTES = "/zones/{zone}/workers/routes";

  private record Route(String id, String pattern, String script) {}

  private record Zone(String id, String name, NavigableMap<String, Route> byPattern) {}

  private final String account;
  private final Predicate<String> scripts;
  private final Map<String, Zone> byId = new ConcurrentSkipListMap<>();

  Zones(String account, Predicate<String> scripts) {
    this.account = account;
    this.scripts = scripts;
  }

  void addTo(Router router) {
    router.needing(ZONE_PERMISSION)
        .on("GET", "/zones", this::list)
        .on("GET", "/zones/{zone}", ask -> Envelope.ok(json(zone(ask.path("zone")))));
    router.needing(ROUTES_PERMISSION)
        .on("GET", ROUTES, this::routes)
        .on("POST", ROUTES, this::add)
        .on("GET", ROUTES + "/{route}", ask -> Envelope.ok(json(route(ask))))
        .on("PUT", ROUTES + "/{route}", this::change)
        .on("DELETE", ROUTES + "/{route}", this::delete)
        .on("PUT", "/accounts/{account}/workers/scripts/{script}/routes", this::replace);
  }

  String create(String name) {
    String id = hex();
    byId.put(id, new Zone(id, name, new ConcurrentSkipListMap<>()));
    return id;
  }

  /** The script by the pattern; empty for a pattern that no worker answers. */
  Map<String, String> routes(String zoneId) {
    NavigableMap<String, String> found = new ConcurrentSkipListMap<>();
    zone(zoneId).byPattern.forEach((pattern, route) -> found.put(pattern, route.script));
    return found;
  }

  private static String hex() {
    return UUID.randomUUID().toString().replace("-", "");
  }

  private Zone zone(String id) {
    Zone zone = byId.get(id);
    if (zone == null) {
      throw new RefusedException(404, 7003, "Could not route to /zones/" + id
          + ", perhaps your object identifier is invalid?");
    }
    return zone;
  }

  private Route route(Ask ask) {
    return zone(ask.path("zone")).byPattern.values()
        .stream()
        .filter(route -> route.id.equals(ask.path("route")))
        .findFirst()
        .orElseThrow(() -> new RefusedException(404, 10009, "Route not found."));
  }

  private ObjectNode json(Zone zone) {
    ObjectNode json = Json.object()
        .put("id", zone.id)
        .put("name", zone.name)
        .put("status", "active");
    json.putObject("account").put("id", account);
    return json;
  }

  private static ObjectNode json(Route route) {
    ObjectNode json = Json.object().put("id", route.id).put("pattern", route.pattern);
    return route.script.isEmpty() ? json : json.put("script", route.script);
  }

  private Answer list(Ask ask) {
    List<Zone> found = byId.values()
        .stream()
        .filter(zone -> ask.query("name").filter(name -> !name.equals(zone.name)).isEmpty())
        .filter(zone -> ask.query("account.id").filter(id -> !id.equals(account)).isEmpty())
        .toList();
    List<Zone> shown = ask.number("page", 1) > 1 ? List.of() : found;
    return Envelope.page(Json.array(shown.stream().map(this::json).toList()), Json.object()
        .put("page", ask.number("page", 1))
        .put("per_page", 20)
        .put("count", shown.size())
        .put("total_count", found.size())
        .put("total_pages", 1));
  }

  private Answer routes(Ask ask) {
    return Envelope.ok(Json.array(
        zone(ask.path("zone")).byPattern.values().stream().map(Zones::json).toList()));
  }

  private Answer add(Ask ask) {
    Route route = wanted(zone(ask.path("zone")), hex(), ask.object());
    if (zone(ask.path("zone")).byPattern.putIfAbsent(route.pattern, route) != null) {
      throw new RefusedException(409, 10020, "A route with the same pattern already exists.");
    }
    return Envelope.ok(json(route));
  }

  private Answer change(Ask ask) {
    Route before = route(ask);
    Zone zone = zone(ask.path("zone"));
    Route after = wanted(zone, before.id, ask.object());
    zone.byPattern.remove(before.pattern);
    zone.byPattern.put(after.pattern, after);
    return Envelope.ok(json(after));
  }

  private Route wanted(Zone zone, String id, JsonNode body) {
    String pattern = body.path("pattern").asText();
    String host = pattern.split("/", 2)[0];
    if (!host.endsWith(zone.name) && !host.equals("*")) {
      throw new RefusedException(400, 10022,
          "Invalid pattern '" + pattern + "': it is not of the zone '" + zone.name + "'.");
    }
    String script = body.path("script").asText("");
    if (!script.isEmpty() && !scripts.test(script)) {
      throw new RefusedException(404, 10007, "This Worker does not exist on your account.");
    }
    return new Route(id, pattern, script);
  }

  private Answer delete(Ask ask) {
    zone(ask.path("zone")).byPattern.remove(route(ask).pattern);
    return Envelope.ok(Json.object().put("id", ask.path("route")));
  }

  /** All routes of a script at once; those it had and does not name go. */
  private Answer replace(Ask ask) {
    String script = ask.path("script");
    byId.values()
        .forEach(
            zone -> zone.byPattern.values().removeIf(route -> route.script.equals(script)));
    ArrayNode patterns = Json.array();
    for (JsonNode each : ask.json()) {
      Zone zone = each.has("zone_id") ? zone(each.path("zone_id").asText()) : named(each);
      Route route = wanted(zone, hex(), ((ObjectNode) each).deepCopy().put("script", script));
      zone.byPattern.put(route.pattern, route);
      patterns.add(route.pattern);
    }
    return Envelope.ok(patterns);
  }

  private Zone named(JsonNode wish) {
    String name = wish.path("zone_name").asText();
    return byId.values()
        .stream()
        .filter(zone -> zone.name.equals(name))
        .findFirst()
        .orElseThrow(() -> new RefusedException(400, 10022, "There is no zone '" + name + "'."));
  }
}
