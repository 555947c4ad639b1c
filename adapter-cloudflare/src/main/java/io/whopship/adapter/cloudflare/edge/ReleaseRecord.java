package io.whopship.adapter.cloudflare.edge;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.model.rollout.ReleaseName;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a release whose script is complete.
 *
 * @param fingerprint of what was placed
 * @param deploymentId what Next.js calls the build; {@code null} if it has no such name
 * @param builds those whose pages are in its caches, which is one, or none
 */
record ReleaseRecord(String versionId, String fingerprint, @Nullable String deploymentId,
    Set<String> builds, List<CachePlace> caches) {

  /** Raised when an earlier server's records cannot be read any more. */
  private static final int FORMAT = 1;

  ReleaseRecord {
    builds = Set.copyOf(builds);
    caches = List.copyOf(caches);
  }

  static String key(ReleaseName release) {
    return "release:" + release;
  }

  byte[] encode() {
    JsonArray places = new JsonArray();
    caches.forEach(cache -> places.add(new JsonObject().put("kind", cache.kind().name())
        .put("store", cache.store())
        .put("prefix", cache.prefix())));
    return new JsonObject().put("v", FORMAT)
        .put("version", versionId)
        .put("fingerprint", fingerprint)
        .put("dpl", deploymentId)
        .put("builds", new JsonArray(builds.stream().sorted().toList()))
        .put("caches", places)
        .encode()
        .getBytes(StandardCharsets.UTF_8);
  }

  static ReleaseRecord decode(ReleaseName release, byte[] bytes) {
    try {
      JsonObject json = new JsonObject(new String(bytes, StandardCharsets.UTF_8));
      if (json.getInteger("v", 0) != FORMAT) {
        throw new IllegalArgumentException("its format is " + json.getValue("v"));
      }
      return new ReleaseRecord(json.getString("version"), json.getString("fingerprint"),
          json.getString("dpl"),
          json.getJsonArray("builds").stream().map(String.class::cast).collect(Collectors.toSet()),
          json.getJsonArray("caches")
              .stream()
              .map(JsonObject.class::cast)
              .map(cache -> new CachePlace(CachePlace.Kind.valueOf(cache.getString("kind")),
                  cache.getString("store"), cache.getString("prefix")))
              .toList());
    } catch (RuntimeException e) { // whatever JSON of another make comes to
      throw new PortException.Corrupt("The record of " + release
          + " in Workers KV cannot be read: " + e.getMessage(), e);
    }
  }
}
