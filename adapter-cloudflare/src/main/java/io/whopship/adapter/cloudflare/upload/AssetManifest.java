package io.whopship.adapter.cloudflare.upload;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.whopship.adapter.cloudflare.Sha256;
import io.whopship.adapter.cloudflare.api.Json;
import io.whopship.adapter.cloudflare.workerd.assets.AssetRules;
import io.whopship.adapter.cloudflare.workerd.assets.ContentTypes;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.artifact.ArtifactEntry;
import io.whopship.ports.model.artifact.WorkerBundle.Asset;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The assets of a worker, by the hashes under which Cloudflare keeps them for all workers of the
 * namespace.
 *
 * @param paths the hash for each path
 * @param blobs by hash
 * @param rules the text of {@code _headers} and {@code _redirects}, by path, which are no assets
 */
record AssetManifest(Map<String, String> paths, Map<String, Blob> blobs,
    Map<String, String> rules) {

  /** Cloudflare's limit for one asset. */
  static final long MAX_BYTES = 25L << 20;
  /** Cloudflare's limit for the assets of one worker. */
  static final int MAX_ASSETS = 100_000;

  private static final String IGNORE_FILE = "/.assetsignore";
  private static final int HASH_BYTES = 16;

  /** What is served without a type. */
  private static final String NO_TYPE = "application/null";

  /**
   * Content with the type it is served as.
   *
   * @param size bytes
   */
  record Blob(String hash, String type, ArtifactEntry source, long size) {}

  /**
   * Reads all assets once. The hash is salted with the app, so that nobody learns what another has,
   * and the type is part of it, because Cloudflare keeps it with the content.
   */
  static AssetManifest of(AppId app, List<Asset> assets, ArtifactContent content) {
    Map<String, String> paths = new LinkedHashMap<>();
    Map<String, Blob> blobs = new HashMap<>();
    Map<String, String> rules = new HashMap<>();
    MessageDigest digest = Sha256.start();
    byte[] salt = (app + "\0").getBytes(UTF_8);
    for (Asset asset : assets) {
      switch (asset.path()) {
        case AssetRules.HEADERS_FILE, AssetRules.REDIRECTS_FILE ->
          rules.put(asset.path(), new String(content.read(asset.source()), UTF_8));
        case IGNORE_FILE -> {
        }
        default -> {
          String type = ContentTypes.ofPath(asset.path()).orElse(NO_TYPE);
          digest.update(salt);
          digest.update((type + "\0").getBytes(UTF_8));
          long size = content.digest(asset.source(), digest);
          String hash = HexFormat.of().formatHex(digest.digest(), 0, HASH_BYTES);
          paths.put(asset.path(), hash);
          blobs.putIfAbsent(hash, new Blob(hash, type, asset.source(), size));
        }
      }
    }
    return new AssetManifest(paths, blobs, rules);
  }

  /** The body of the call that opens an upload session. */
  ObjectNode toJson() {
    ObjectNode body = Json.object();
    ObjectNode manifest = body.putObject("manifest");
    paths.forEach((path, hash) -> manifest.putObject(path)
        .put("hash", hash)
        .put("size",
            blob(hash).size()));
    return body;
  }

  /** What has this hash, which must be one of the manifest's. */
  Blob blob(String hash) {
    Blob blob = blobs.get(hash);
    if (blob == null) {
      throw new IllegalArgumentException("no asset has the hash " + hash);
    }
    return blob;
  }
}
