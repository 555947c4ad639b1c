package io.whopship.adapter.cloudflare.workerd.storage;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;

/** MD5, which every object has, and the digests that a worker says its object has. */
final class R2Digests {

  private static final int CHUNK_BYTES = 16 * 1024;

  private final Map<ChecksumAlgorithm, String> expected = new EnumMap<>(ChecksumAlgorithm.class);
  private final Map<ChecksumAlgorithm, MessageDigest> running = new EnumMap<>(
      ChecksumAlgorithm.class);

  R2Digests(R2Request request) throws RefusedException {
    running.put(ChecksumAlgorithm.MD5, ChecksumAlgorithm.MD5.start());
    for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.values()) {
      if (request.has(algorithm.field)) {
        expected.put(algorithm, hex(algorithm, request.text(algorithm.field)));
        running.putIfAbsent(algorithm, algorithm.start());
      }
    }
  }

  private static String hex(ChecksumAlgorithm algorithm, String text) throws RefusedException {
    try {
      return HexFormat.of().formatHex(algorithm.decode(text));
    } catch (IllegalArgumentException e) {
      throw RefusedException.r2(R2Fault.INVALID_ARGUMENT, "The " + algorithm.title
          + " checksum cannot be read: " + e.getMessage());
    }
  }

  /** Copies, and digests, all there is. */
  void copy(InputStream value, Draft draft, long maxBytes) throws RefusedException, IOException {
    byte[] bytes = new byte[CHUNK_BYTES];
    for (int count = value.read(bytes); count >= 0; count = value.read(bytes)) {
      if (draft.size() + count > maxBytes) {
        throw RefusedException.r2(R2Fault.TOO_LARGE,
            "Your proposed upload exceeds the maximum allowed object size of " + maxBytes
                + " bytes.");
      }
      for (MessageDigest digest : running.values()) {
        digest.update(bytes, 0, count);
      }
      draft.write(bytes, 0, count);
    }
  }

  /** All that were computed, by R2's numbers. Once. */
  JsonObject finish() throws RefusedException {
    JsonObject checksums = new JsonObject();
    for (Map.Entry<ChecksumAlgorithm, MessageDigest> each : running.entrySet()) {
      ChecksumAlgorithm algorithm = each.getKey();
      String actual = HexFormat.of().formatHex(each.getValue().digest());
      String said = expected.getOrDefault(algorithm, actual);
      if (!said.equals(actual)) {
        throw RefusedException.r2(R2Fault.BAD_DIGEST, "The " + algorithm.title
            + " checksum you specified did not match what we received. You provided "
            + said + ", but it is " + actual + ".");
      }
      checksums.put(algorithm.number, actual);
    }
    return checksums;
  }
}
