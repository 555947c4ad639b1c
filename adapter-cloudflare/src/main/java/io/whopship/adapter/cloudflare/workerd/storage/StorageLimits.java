package io.whopship.adapter.cloudflare.workerd.storage;

/**
 * How much workers may keep.
 *
 * @param appBytes all that an app keeps: values, keys, metadata, uploads under way
 * @param objectBytes one R2 object; a KV value is at most 25 MiB, as Cloudflare has it
 */
public record StorageLimits(long appBytes, long objectBytes) {

  /** 1 GiB an app, 100 MiB an object. */
  public static final StorageLimits DEFAULT = new StorageLimits(1L << 30, 100L << 20);

  public StorageLimits {
    requirePositive("appBytes", appBytes);
    requirePositive("objectBytes", objectBytes);
  }

  private static void requirePositive(String name, long bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException(name + " must be 1 or more, but is " + bytes);
    }
  }
}
