package io.whopship.ports.model.rollout;

import java.nio.charset.StandardCharsets;

/**
 * In which of 10,000 buckets a visitor falls: FNV-1a (32 bit) over the UTF-8 of {@code salt:id},
 * mixed once more by the finalizer of MurmurHash3, taken unsigned modulo 10,000. Fixed for ever:
 * every router, whatever its language, obeys the vectors in the test kit.
 */
record SplitHash(int bucket) {

  private static final int BUCKETS = 10_000;

  static SplitHash of(String salt, StickyId id) {
    int hash = 0x811c9dc5;
    for (byte b : (salt + ":" + id.value()).getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * 0x01000193;
    }
    hash = (hash ^ (hash >>> 16)) * 0x85ebca6b;
    hash = (hash ^ (hash >>> 13)) * 0xc2b2ae35;
    hash ^= hash >>> 16;
    return new SplitHash(Integer.remainderUnsigned(hash, BUCKETS));
  }

  boolean isWithin(Percent share) {
    return bucket < share.value() * (BUCKETS / 100);
  }
}
