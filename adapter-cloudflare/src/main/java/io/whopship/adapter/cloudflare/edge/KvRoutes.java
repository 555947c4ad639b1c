package io.whopship.adapter.cloudflare.edge;

import io.whopship.adapter.cloudflare.api.KeyValues;
import io.whopship.adapter.cloudflare.dispatch.RouteRecord;
import io.whopship.ports.driven.Edge.Progress;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.ports.model.rollout.Route;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The routes as the dispatcher reads them: one record per host. Workers KV knows no conditional
 * write, so the generations are held against each other here: of two threads the later generation
 * wins; of two servers that write within the same moment, the later write.
 */
final class KvRoutes {

  private final KeyValues keyValues;
  private final String namespace;
  private final Releases releases;
  private final Turns turns = new Turns();

  /**
   * What this server told last: to tell it again is no call, and KV may show an older state for a
   * minute. Empty for a host that it took away.
   */
  private final Map<String, Optional<Route>> told = Recent.map();

  KvRoutes(KeyValues keyValues, String namespace, Releases releases) {
    this.keyValues = keyValues;
    this.namespace = namespace;
    this.releases = releases;
  }

  void put(Route route, Progress progress) {
    String host = route.host();
    turns.take(host, () -> {
      if (Optional.of(route).equals(told.get(host))) {
        return;
      }
      KeyValues telling = keyValues.telling(progress);
      Map<ReleaseName, ReleaseRecord> records = releases.telling(progress).find(named(route));
      releases.require(host, route.traffic().releases(), records.keySet());
      if (isToBeWritten(route, generationInForce(host, telling))) {
        telling.put(namespace, RouteRecord.key(host), encode(route, records));
        told.put(host, Optional.of(route));
      }
    });
  }

  private long generationInForce(String host, KeyValues telling) {
    Optional<Route> own = told.get(host);
    Optional<Route> route = own != null
        ? own
        : telling.getJson(namespace, RouteRecord.key(host))
            .map(bytes -> RouteRecord.decode(host, bytes).route());
    return route.map(Route::generation).orElse(0L);
  }

  /**
   * Reads all that is there by the hundred and writes what is not as it should be.
   *
   * @return why a route was not written, by its host
   */
  Map<String, String> putAll(Collection<Route> routes) {
    Map<String, String> failures = new LinkedHashMap<>();
    try {
      putAll(routes, failures);
    } catch (PortException e) {
      routes.forEach(route -> failures.putIfAbsent(route.host(), String.valueOf(e.getMessage())));
    }
    return failures;
  }

  private void putAll(Collection<Route> routes, Map<String, String> failures) {
    Map<String, byte[]> there = keyValues.getAll(namespace,
        routes.stream().map(route -> RouteRecord.key(route.host())).toList());
    List<Route> newer = new ArrayList<>();
    for (Route route : routes) {
      attempt(route, failures, () -> {
        byte[] record = there.get(RouteRecord.key(route.host()));
        long inForce = record == null
            ? 0
            : RouteRecord.decode(route.host(), record).route().generation();
        if (isToBeWritten(route, inForce)) {
          newer.add(route);
        }
      });
    }
    Map<ReleaseName, ReleaseRecord> records = releases
        .find(newer.stream().flatMap(route -> named(route).stream()).toList());
    Map<String, byte[]> written = new LinkedHashMap<>();
    for (Route route : newer) {
      attempt(route, failures, () -> {
        releases.require(route.host(), route.traffic().releases(), records.keySet());
        written.put(RouteRecord.key(route.host()), encode(route, records));
      });
    }
    keyValues.putAll(namespace, written);
  }

  private static void attempt(Route route, Map<String, String> failures, Runnable deed) {
    try {
      deed.run();
    } catch (PortException e) {
      failures.put(route.host(), String.valueOf(e.getMessage()));
    }
  }

  void remove(String host) {
    turns.take(host, () -> {
      keyValues.removeAll(namespace, List.of(RouteRecord.key(host)));
      told.put(host, Optional.empty());
    });
  }

  /**
   * Whoever comes late with an old route has lost its deployment, and will learn so. Whoever does
   * not has an older database: it must hear that its visitors go elsewhere.
   */
  private static boolean isToBeWritten(Route route, long there) {
    if (there > route.generation()) {
      throw new PortException.Rejected("Workers KV has a later route of " + route.host()
          + " (generation " + there + ") than this one (" + route.generation()
          + "). If an older database was brought back, remove the keys host:* from the KV namespace"
          + " of the routes and restart: the server writes them anew.", null);
    }
    return there < route.generation();
  }

  private static List<ReleaseName> named(Route route) {
    List<ReleaseName> named = new ArrayList<>(route.traffic().releases());
    named.addAll(route.kept());
    return named;
  }

  private static byte[] encode(Route route, Map<ReleaseName, ReleaseRecord> records) {
    return RouteRecord.of(route, release -> {
      ReleaseRecord record = records.get(release);
      return record == null ? null : record.deploymentId();
    }, null).encode();
  }
}
