package io.whopship.testkit.cloudflare.scripts;

import com.fasterxml.jackson.databind.JsonNode;
import io.whopship.testkit.cloudflare.rest.RefusedException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The assets that a client is about to upload.
 *
 * @param hashes by path, in the order of the client
 * @param sizes by hash
 */
record AssetManifest(Map<String, String> hashes, Map<String, Long> sizes) {

  private static final Pattern HASH = Pattern.compile("[0-9a-f]{32}");
  private static final int MOST_FILES = 100_000;
  private static final long LARGEST_FILE = 25L << 20;
  private static final long LARGEST_BUCKET = 50L << 20;
  private static final int MOST_IN_BUCKET = 160;
  private static final int FEWEST_BUCKETS = 3;

  AssetManifest {
    hashes = Collections.unmodifiableMap(new LinkedHashMap<>(hashes));
    sizes = Collections.unmodifiableMap(new LinkedHashMap<>(sizes));
  }

  static AssetManifest parse(JsonNode manifest) {
    if (!manifest.isObject()) {
      throw refused("'manifest' must be an object");
    }
    if (manifest.size() > MOST_FILES) {
      throw refused(
          "'manifest' has " + manifest.size() + " files, more than the limit of " + MOST_FILES);
    }
    Map<String, String> hashes = new LinkedHashMap<>();
    Map<String, Long> sizes = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : manifest.properties()) {
      String path = entry.getKey();
      String hash = entry.getValue().path("hash").asText();
      JsonNode size = entry.getValue().path("size");
      if (!path.startsWith("/")) {
        throw refused("the path '" + path + "' does not begin with a slash");
      }
      if (!HASH.matcher(hash).matches()) {
        throw refused("the hash of '" + path + "' is not 32 hexadecimal digits: '" + hash + "'");
      }
      if (!size.isIntegralNumber() || size.longValue() < 0 || size.longValue() > LARGEST_FILE) {
        throw refused("the size of '" + path + "' is not between 0 and 25 MiB: " + size);
      }
      hashes.put(path, hash);
      Long before = sizes.put(hash, size.longValue());
      if (before != null && before != size.longValue()) {
        throw refused("the hash of '" + path + "' has the sizes " + before + " and " + size);
      }
    }
    return new AssetManifest(hashes, sizes);
  }

  /**
   * The hashes to upload, in near-even buckets: the rule that fits what public logs of deployments
   * show, as Cloudflare does not document its own.
   */
  List<List<String>> buckets(Predicate<String> wanted) {
    List<String> missing = new ArrayList<>();
    long encoded = 0;
    for (Map.Entry<String, Long> file : sizes.entrySet()) {
      if (wanted.test(file.getKey())) {
        missing.add(file.getKey());
        encoded += (file.getValue() + 2) / 3 * 4;
      }
    }
    int count = (int) Math.min(missing.size(), Math.max(FEWEST_BUCKETS,
        Math.max(ceiling(missing.size(), MOST_IN_BUCKET), ceiling(encoded, LARGEST_BUCKET))));
    List<List<String>> buckets = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < count; i++) {
      int to = from + missing.size() / count + (i < missing.size() % count ? 1 : 0);
      buckets.add(missing.subList(from, to));
      from = to;
    }
    return buckets;
  }

  private static long ceiling(long of, long by) {
    return (of + by - 1) / by;
  }

  static RefusedException refused(String message) {
    return new RefusedException(400, -1, message);
  }
}
