package io.whopship.adapter.cloudflare.workerd.storage;

/**
 * How much workers may keep.
 *
 * @param appBytes all that an app keeps: values, keys, metadata, uploads under way
 * @param objectBytes one R2 object; a KV value is at most 25 MiB, as Cloudflare has it
 * @param spareBytes what stays free on the disk: nothing is put when less is left
 */
public record StorageLimits(long appBytes, long objectBytes, long spareBytes) {

  private static final long USUAL_SPARE_BYTES = 256L << 20;

  /** 1 GiB an app, 100 MiB an object. */
  public static final StorageLimits DEFAULT = new StorageLimits(1L << 30, 100L << 20);

  /** With 256 MiB that stay free. */
  public StorageLimits(long appBytes, long objectBytes) {
    this(appBytes, objectBytes, USUAL_SPARE_BYTES);
  }

  public StorageLimits {
    requirePositive("appBytes", appBytes);
    requirePositive("objectBytes", objectBytes);
    requirePositive("spareBytes", spareBytes);
  }

  private static void requirePositive(String name, long bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException(name + " must be 1 or more, but is " + bytes);
    }
  }
}
