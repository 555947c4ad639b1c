package io.whopship.testkit.cloudflare.scripts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.whopship.testkit.cloudflare.rest.Json;
import io.whopship.testkit.cloudflare.rest.RefusedException;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Uploads of assets under way, and the assets of each dispatch namespace by their hashes. */
final class AssetSessions {

  /** An expired token, which is answered in plain text. */
  static final class ExpiredException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  record Session(String id, String namespace, String script, AssetManifest manifest,
      Set<String> missing) {}

  private final Jwt jwt;
  private final Map<String, Session> sessions = new ConcurrentHashMap<>();
  private final Map<String, Map<String, Asset>> known = new ConcurrentHashMap<>();
  private volatile boolean single;

  AssetSessions(InstantSource clock) {
    jwt = new Jwt(clock);
  }

  /** From now on clients are told to upload each asset by a request of its own. */
  void askForSingleUploads() {
    single = true;
  }

  /** Forgets what was uploaded to a namespace, as Cloudflare does after a while. */
  void forget(String namespace) {
    known.remove(namespace);
  }

  private Map<String, Asset> known(String namespace) {
    return known.computeIfAbsent(namespace, name -> new ConcurrentHashMap<>());
  }

  /** The buckets to fill; none, with the token that proves it, if all assets are known. */
  ObjectNode open(String namespace, String script, JsonNode body) {
    AssetManifest manifest = AssetManifest.parse(body.path("manifest"));
    Set<String> there = known(namespace).keySet();
    List<List<String>> buckets = manifest.buckets(hash -> !there.contains(hash));
    String id = UUID.randomUUID().toString();
    Set<String> missing = new HashSet<>();
    buckets.forEach(missing::addAll);
    Session session = new Session(id, namespace, script, manifest, missing);
    sessions.put(id, session);
    ArrayNode lists = Json.array();
    buckets.forEach(bucket -> lists.add(Json.strings(bucket)));
    ObjectNode result = Json.object().put("jwt", token(session, buckets.isEmpty()));
    result.set("buckets", lists);
    return result;
  }

  private String token(Session session, boolean complete) {
    ObjectNode claims = Json.object()
        .put("iss", "fake")
        .put("jti", session.id)
        .put("script_name", session.script)
        .put("dispatch_namespace", session.namespace);
    if (complete) {
      claims.put("completion", true);
    } else if (single) {
      claims.put("wrangler_single_asset_uploads", true);
    }
    return jwt.sign(claims);
  }

  /** The session of an {@code Authorization} header. */
  Session authorized(String authorization) {
    ObjectNode claims = Optional.of(authorization)
        .filter(value -> value.startsWith("Bearer "))
        .flatMap(value -> jwt.read(value.substring(7)))
        .filter(read -> !read.has("completion"))
        .orElseThrow(() -> new RefusedException(401, 10000, "Authentication error"));
    if (jwt.expired(claims)) {
      throw new ExpiredException();
    }
    return session(claims);
  }

  private Session session(ObjectNode claims) {
    return Objects.requireNonNull(sessions.get(claims.path("jti").asText()), "was signed here");
  }

  /** Keeps an asset for good, even if the session is never completed. */
  void add(Session session, String hash, Asset asset) {
    Long size = session.manifest.sizes().get(hash);
    if (size == null) {
      throw AssetManifest.refused("the hash '" + hash + "' is not in the manifest of this session");
    }
    if (size != asset.content().length) {
      throw AssetManifest.refused("the file of hash '" + hash + "' has " + asset.content().length
          + " bytes, but " + size + " in the manifest");
    }
    known(session.namespace).put(hash, asset);
  }

  /** A token for the script when all assets have come; empty until then. */
  Optional<String> completion(Session session) {
    synchronized (session.missing) {
      session.missing.removeIf(known(session.namespace)::containsKey);
      return session.missing.isEmpty() ? Optional.of(token(session, true)) : Optional.empty();
    }
  }

  /** The assets by path that a token promises to a script. */
  Map<String, Asset> redeem(String token, String namespace, String script) {
    ObjectNode claims = jwt.read(token)
        .filter(read -> read.path("completion").booleanValue())
        .orElseThrow(
            () -> AssetManifest.refused("assets.jwt is not the token of a finished upload"));
    if (jwt.expired(claims)) {
      throw AssetManifest.refused("assets.jwt has expired");
    }
    Session session = session(claims);
    if (!session.namespace.equals(namespace) || !session.script.equals(script)) {
      throw AssetManifest.refused("assets.jwt is of the script '" + session.script
          + "' in the namespace '" + session.namespace + "', not of '" + script + "' in '"
          + namespace + "'");
    }
    Map<String, Asset> assets = new LinkedHashMap<>();
    Map<String, Asset> there = known(namespace);
    session.manifest.hashes().forEach((path, hash) -> {
      Asset asset = there.get(hash);
      if (asset == null) {
        throw AssetManifest.refused("the file of hash '" + hash + "' is not there any more");
      }
      assets.put(path, asset);
    });
    return assets;
  }
}
