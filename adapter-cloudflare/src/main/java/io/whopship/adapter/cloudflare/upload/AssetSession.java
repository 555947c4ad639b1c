package io.whopship.adapter.cloudflare.upload;

import com.fasterxml.jackson.databind.JsonNode;
import io.whopship.adapter.cloudflare.api.Json;
import io.whopship.adapter.cloudflare.upload.AssetManifest.Blob;
import io.whopship.ports.driven.PortException.Unavailable;
import io.whopship.ports.model.identity.Secret;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * What Cloudflare answered to a manifest.
 *
 * @param token for the uploads; if there is none to make, for the script
 * @param batches what it does not have yet, as it wants it together
 */
record AssetSession(Secret token, List<List<Blob>> batches, Instant end) {

  /** A batch that begins so close to the end may be too late. */
  private static final Duration MARGIN = Duration.ofSeconds(60);

  AssetSession {
    batches = List.copyOf(batches);
  }

  static AssetSession of(JsonNode result, AssetManifest manifest) {
    String token = result.path("jwt").asText("");
    if (token.isEmpty()) {
      throw new Unavailable("Cloudflare opened an upload session for the assets, but gave no token"
          + " for it", null);
    }
    List<List<Blob>> batches = new ArrayList<>();
    for (JsonNode bucket : result.path("buckets")) {
      List<Blob> batch = new ArrayList<>();
      bucket.forEach(hash -> batch.add(blob(hash.asText(), manifest)));
      if (!batch.isEmpty()) { // [[]] stands for none
        batches.add(batch);
      }
    }
    return new AssetSession(new Secret(token), batches, end(new Secret(token)));
  }

  boolean isNearItsEnd(Instant now) {
    return now.isAfter(end.minus(MARGIN));
  }

  private static Blob blob(String hash, AssetManifest manifest) {
    Blob blob = manifest.blobs().get(hash);
    if (blob == null) {
      throw new Unavailable(
          "Cloudflare asks for an asset with the hash '" + hash + "', which is not of this worker",
          null);
    }
    return blob;
  }

  /** When the token says that it ends; one that does not say it is believed to last. */
  static Instant end(Secret token) {
    String[] parts = token.reveal().split("\\.", -1);
    try {
      byte[] claims = parts.length == 3 ? Base64.getUrlDecoder().decode(parts[1]) : new byte[0];
      long seconds = Json.read(claims).path("exp").asLong(0);
      return seconds == 0 ? Instant.MAX : Instant.ofEpochSecond(seconds);
    } catch (IllegalArgumentException | IOException e) {
      return Instant.MAX;
    }
  }
}
