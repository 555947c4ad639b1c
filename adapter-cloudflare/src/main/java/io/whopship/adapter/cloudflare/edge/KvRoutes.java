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
import org.jspecify.annotations.Nullable;

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
  /** Routes that this server told last; telling one again is no call. */
  private final Map<String, Route> told = Recent.map();

  KvRoutes(KeyValues keyValues, String namespace, Releases releases) {
    this.keyValues = keyValues;
    this.namespace = namespace;
    this.releases = releases;
  }

  void put(Route route, Progress progress) {
    String key = RouteRecord.key(route.host());
    turns.take(route.host(), () -> {
      if (route.equals(told.get(route.host()))) {
        return;
      }
      KeyValues telling = keyValues.telling(progress);
      Map<ReleaseName, ReleaseRecord> records = releases.telling(progress).find(named(route));
      requirePlaced(route, records);
      if (isNewer(route, telling.getJson(namespace, key).orElse(null))) {
        telling.put(namespace, key, encode(route, records));
        told.put(route.host(), route);
      }
    });
  }

  /**
   * Reads all that is there by the hundred and writes what is not as it should be. For a server
   * that starts: nobody else of it is at work yet.
   *
   * @return why a route was not written, by its host
   */
  Map<String, String> putAll(Collection<Route> routes) {
    Map<String, byte[]> there = keyValues.getAll(namespace,
        routes.stream().map(route -> RouteRecord.key(route.host())).toList());
    List<Route> newer = routes.stream()
        .filter(route -> isNewer(route, there.get(RouteRecord.key(route.host()))))
        .toList();
    Map<ReleaseName, ReleaseRecord> records = releases
        .find(newer.stream().flatMap(route -> named(route).stream()).toList());
    Map<String, String> failures = new LinkedHashMap<>();
    Map<String, byte[]> written = new LinkedHashMap<>();
    for (Route route : newer) {
      try {
        requirePlaced(route, records);
        written.put(RouteRecord.key(route.host()), encode(route, records));
      } catch (PortException.Rejected e) {
        failures.put(route.host(), String.valueOf(e.getMessage()));
      }
    }
    keyValues.putAll(namespace, written);
    return failures;
  }

  void remove(String host) {
    turns.take(host, () -> {
      told.remove(host);
      keyValues.removeAll(namespace, List.of(RouteRecord.key(host)));
    });
  }

  private static boolean isNewer(Route route, byte @Nullable [] there) {
    return there == null
        || RouteRecord.decode(route.host(), there).route().generation() < route.generation();
  }

  private static List<ReleaseName> named(Route route) {
    List<ReleaseName> named = new ArrayList<>(route.traffic().releases());
    named.addAll(route.kept());
    return named;
  }

  private static void requirePlaced(Route route, Map<ReleaseName, ReleaseRecord> records) {
    for (ReleaseName release : route.traffic().releases()) {
      if (!records.containsKey(release)) {
        throw new PortException.Rejected("The route of " + route.host() + " names " + release
            + ", which was never placed on this edge.", null);
      }
    }
  }

  private static byte[] encode(Route route, Map<ReleaseName, ReleaseRecord> records) {
    return RouteRecord.of(route, release -> {
      ReleaseRecord record = records.get(release);
      return record == null ? null : record.deploymentId();
    }, null).encode();
  }
}
