package io.whopship.adapter.cloudflare.edge;

import io.whopship.adapter.cloudflare.api.KeyValues;
import io.whopship.adapter.cloudflare.dispatch.RouteRecord;
import io.whopship.ports.driven.Edge.Progress;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.ports.model.rollout.Route;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The routes as the dispatcher reads them: one record per host. Workers KV knows no conditional
 * write, so the generations are held against each other here. Of two threads the later generation
 * wins. Of two servers the later write may win: none is sent later than {@link #WRITE} after what
 * it goes by was read, and {@link #confirm} mends what landed nevertheless.
 */
final class KvRoutes {

  /**
   * How long after the record was read its replacement may be sent. A server that was stopped in
   * between must look again. What remains is a stop between the last look at the clock and the
   * write to the socket, or a network that holds back what it was given: {@link #confirm} comes too
   * early for those if they last longer than {@link #overwrite}.
   */
  static final Duration WRITE = Duration.ofSeconds(30);

  /** So many are read and written within that. */
  private static final int AT_ONCE = 1000;

  private final KeyValues keyValues;
  private final String namespace;
  private final Releases releases;
  private final Turns turns = new Turns();

  /**
   * What this server told lately: to tell it again is no call, and KV may show an older state.
   * Empty for a host that it took away.
   */
  private final Recent<String, Optional<Route>> told;

  /**
   * @param spread for how long KV may show an older state
   */
  KvRoutes(KeyValues keyValues, String namespace, Releases releases, Duration spread) {
    this.keyValues = keyValues;
    this.namespace = namespace;
    this.releases = releases;
    this.told = Recent.forAsLongAs(spread);
  }

  /**
   * How long after a route was written an earlier one may still take its place, and be seen by
   * {@link #confirm}: a stalled server may wake up and be shown the record before it, write within
   * its time, and its write may be under way for as long as a call may take; then it spreads.
   */
  static Duration overwrite(Duration spread, Duration callTime) {
    return spread.plus(WRITE).plus(callTime).plus(spread);
  }

  void put(Route route, Progress progress) {
    String host = route.host();
    turns.take(host, () -> {
      if (Optional.of(route).equals(told.get(host))) {
        return;
      }
      Map<ReleaseName, ReleaseRecord> records = records(route, progress);
      KeyValues timely = keyValues.telling(progress).sendingWithin(WRITE);
      if (isToBeWritten(route, inForce(host, timely).orElse(null))) {
        write(route, records, timely);
      }
    });
  }

  /**
   * Goes by nothing that this server remembers. A later route stays, and is its owner's to confirm.
   * Answers whether the route had to be written.
   */
  boolean confirm(Route route) {
    String host = route.host();
    return turns.take(host, () -> {
      KeyValues timely = keyValues.sendingWithin(WRITE);
      Optional<Route> there = inForce(host, timely);
      if (there.isPresent()
          && (there.get().equals(route) || Standing.of(route, there.get()) == Standing.EARLIER)) {
        return false;
      }
      write(route, records(route, line -> {
      }), timely);
      return true;
    });
  }

  private Map<ReleaseName, ReleaseRecord> records(Route route, Progress progress) {
    Map<ReleaseName, ReleaseRecord> records = releases.telling(progress).find(named(route));
    releases.require(route.host(), route.traffic().releases(), records.keySet());
    return records;
  }

  private Optional<Route> inForce(String host, KeyValues timely) {
    return timely.getJson(namespace, RouteRecord.key(host))
        .map(bytes -> RouteRecord.decode(host, bytes).route());
  }

  private void write(Route route, Map<ReleaseName, ReleaseRecord> records, KeyValues timely) {
    timely.put(namespace, RouteRecord.key(route.host()), encode(route, records));
    told.put(route.host(), Optional.of(route));
  }

  /**
   * Reads all that is there by the hundred and writes what is not as it should be.
   *
   * @return why a route was not written, by its host
   */
  Map<String, String> putAll(Collection<Route> routes) {
    Map<String, String> failures = new LinkedHashMap<>();
    List<Route> all = List.copyOf(routes);
    for (int from = 0; from < all.size(); from += AT_ONCE) {
      List<Route> some = all.subList(from, Math.min(all.size(), from + AT_ONCE));
      try {
        putSome(some, failures);
      } catch (PortException e) {
        some.forEach(route -> failures.putIfAbsent(route.host(), String.valueOf(e.getMessage())));
      }
    }
    return failures;
  }

  private void putSome(List<Route> routes, Map<String, String> failures) {
    Map<ReleaseName, ReleaseRecord> records = releases
        .find(routes.stream().flatMap(route -> named(route).stream()).toList());
    KeyValues timely = keyValues.sendingWithin(WRITE);
    Map<String, byte[]> there = timely.getAll(namespace,
        routes.stream().map(route -> RouteRecord.key(route.host())).toList());
    Map<String, byte[]> written = new LinkedHashMap<>();
    for (Route route : routes) {
      try {
        Optional<Route> inForce = Optional.ofNullable(there.get(RouteRecord.key(route.host())))
            .map(record -> RouteRecord.decode(route.host(), record).route());
        if (isToBeWritten(route, inForce.orElse(null))) {
          releases.require(route.host(), route.traffic().releases(), records.keySet());
          written.put(RouteRecord.key(route.host()), encode(route, records));
        }
      } catch (PortException e) {
        failures.put(route.host(), String.valueOf(e.getMessage()));
      }
    }
    timely.putAllSmall(namespace, written);
  }

  void remove(String host) {
    turns.take(host, () -> {
      keyValues.sendingWithin(WRITE).removeAll(namespace, List.of(RouteRecord.key(host)));
      told.put(host, Optional.empty());
    });
  }

  /**
   * Whoever comes late with an old route has lost its deployment, and will learn so. Whoever does
   * not has an older database: it must hear that its visitors go elsewhere.
   */
  private boolean isToBeWritten(Route route, @Nullable Route inForce) {
    Optional<Route> own = told.get(route.host());
    // What was told lately may not be shown yet, and what was taken away may be shown still.
    List<Route> rivals = new ArrayList<>();
    boolean wasTakenAway = own != null && own.isEmpty();
    if (inForce != null
        && (!wasTakenAway || Standing.ofApps(route, inForce) == Standing.EARLIER)) {
      rivals.add(inForce);
    }
    if (own != null) {
      own.ifPresent(rivals::add);
    }
    Standing least = Standing.LATER;
    for (Route rival : rivals) {
      Standing standing = Standing.of(route, rival);
      if (standing == Standing.EARLIER) {
        throw new PortException.Rejected("Workers KV has a later route of " + route.host()
            + " (generation " + rival.generation() + ") than this one (" + route.generation()
            + "). If an older database was brought back, remove the keys host:* from the KV"
            + " namespace of the routes and restart: the server writes them anew.", null);
      }
      least = standing.compareTo(least) < 0 ? standing : least;
    }
    return least == Standing.LATER;
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
