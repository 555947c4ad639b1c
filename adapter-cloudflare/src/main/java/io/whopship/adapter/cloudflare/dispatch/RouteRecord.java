package io.whopship.adapter.cloudflare.dispatch;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.model.rollout.Percent;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.ports.model.rollout.Route;
import io.whopship.ports.model.rollout.Traffic;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the dispatcher reads of a host: its route, and what it needs to know of the releases. One
 * value under one key, so that it changes as one. Its form is described in {@code dispatcher.js}.
 *
 * @param deploymentIds what Next.js calls the builds; a release is not among them if its build has
 * no such name
 * @param limits of each worker; {@code null} for those of the account
 */
public record RouteRecord(Route route, Map<ReleaseName, String> deploymentIds,
    @Nullable Limits limits) {

  /** Raised when a dispatcher of an earlier version could not make sense of it. */
  private static final int FORMAT = 1;

  private static final String KEY_PREFIX = "host:";

  /**
   * What one request to a worker may use.
   *
   * @param cpuMs milliseconds of computing
   * @param subRequests how often it may fetch something
   */
  public record Limits(int cpuMs, int subRequests) {

    public Limits {
      requirePositive("cpuMs", cpuMs);
      requirePositive("subRequests", subRequests);
    }

    private static void requirePositive(String name, int value) {
      if (value < 1) {
        throw new IllegalArgumentException(name + " must be 1 or more, but is " + value);
      }
    }
  }

  public RouteRecord {
    deploymentIds = Map.copyOf(deploymentIds);
  }

  /** With what is known of each release of a route. */
  public static RouteRecord of(Route route, Function<ReleaseName, @Nullable String> deploymentId,
      @Nullable Limits limits) {
    Map<ReleaseName, String> ids = new LinkedHashMap<>();
    for (ReleaseName release : releases(route)) {
      String id = deploymentId.apply(release);
      if (id != null) {
        ids.put(release, id);
      }
    }
    return new RouteRecord(route, ids, limits);
  }

  /** Under which key the dispatcher looks: {@code host:my-app.example.com}. */
  public static String key(String host) {
    return KEY_PREFIX + host;
  }

  /** All that the record names: those in traffic, then those kept. */
  public List<ReleaseName> releases() {
    return releases(route);
  }

  private static List<ReleaseName> releases(Route route) {
    List<ReleaseName> releases = new ArrayList<>(route.traffic().releases());
    releases.addAll(route.kept());
    return releases;
  }

  public byte[] encode() {
    JsonObject json = new JsonObject().put("v", FORMAT)
        .put("generation", route.generation())
        .put("salt", route.salt());
    releases().stream().findFirst().ifPresent(any -> json.put("app", any.app().value()));
    switch (route.traffic()) {
      case Traffic.None() -> {
      }
      case Traffic.Whole(ReleaseName release) -> json.put("stable", json(release));
      case Traffic.Split(ReleaseName stable, ReleaseName candidate, Percent share) ->
        json.put("stable", json(stable))
            .put("candidate", json(candidate).put("percent", share.value()));
    }
    if (!route.kept().isEmpty()) {
      json.put("kept", new JsonArray(route.kept().stream().map(this::json).toList()));
    }
    if (limits != null) {
      json.put("limits", new JsonObject().put("cpuMs", limits.cpuMs())
          .put("subRequests", limits.subRequests()));
    }
    return json.encode().getBytes(UTF_8);
  }

  private JsonObject json(ReleaseName release) {
    JsonObject json = new JsonObject().put("w", release.toString());
    String id = deploymentIds.get(release);
    return id == null ? json : json.put("dpl", id);
  }

  /**
   * Reads what {@link #encode} wrote. Throws {@link PortException.Corrupt} if it is not that, or of
   * another format.
   *
   * @param host under whose key it was found
   */
  public static RouteRecord decode(String host, byte[] value) {
    try {
      JsonObject json = new JsonObject(new String(value, UTF_8));
      int format = json.getInteger("v", 0);
      if (format != FORMAT) {
        throw new IllegalArgumentException("v must be " + FORMAT + ", but is " + format);
      }
      return read(host, json);
    } catch (DecodeException | ClassCastException | IllegalArgumentException
        | NullPointerException e) {
      throw new PortException.Corrupt("The record of " + host + " in KV cannot be read: "
          + e.getMessage() + ". Was it written by a later version of WhopShip?", e);
    }
  }

  private static RouteRecord read(String host, JsonObject json) {
    Map<ReleaseName, String> ids = new LinkedHashMap<>();
    List<ReleaseName> kept = json.getJsonArray("kept", new JsonArray())
        .stream()
        .map(release -> release((JsonObject) release, ids))
        .toList();
    Route route = new Route(host, json.getLong("generation"), json.getString("salt"),
        traffic(json, ids), kept);
    JsonObject limits = json.getJsonObject("limits");
    return new RouteRecord(route, ids, limits == null
        ? null
        : new Limits(limits.getInteger("cpuMs"), limits.getInteger("subRequests")));
  }

  private static Traffic traffic(JsonObject json, Map<ReleaseName, String> ids) {
    JsonObject stable = json.getJsonObject("stable");
    JsonObject candidate = json.getJsonObject("candidate");
    if (stable == null) {
      return new Traffic.None();
    }
    return candidate == null
        ? new Traffic.Whole(release(stable, ids))
        : new Traffic.Split(release(stable, ids), release(candidate, ids),
            new Percent(candidate.getInteger("percent")));
  }

  private static ReleaseName release(JsonObject json, Map<ReleaseName, String> ids) {
    ReleaseName release = ReleaseName.parse(json.getString("w"));
    String id = json.getString("dpl");
    if (id != null) {
      ids.put(release, id);
    }
    return release;
  }
}
