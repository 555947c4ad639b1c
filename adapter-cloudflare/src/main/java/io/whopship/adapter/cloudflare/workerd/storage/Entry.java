package io.whopship.adapter.cloudflare.workerd.storage;

import java.nio.charset.StandardCharsets;

/**
 * What is kept under a key.
 *
 * @param attributes what the protocol keeps beside the value, in its own form
 * @param expires the second since 1970 from which on the entry is no longer there, or
 * {@link #NEVER}
 */
record Entry(String attributes, long expires, Content content) {

  static final long NEVER = Long.MAX_VALUE;

  /** About what an entry needs in the index whatever is in it: empty values are not free. */
  private static final int OVERHEAD_BYTES = 64;

  boolean isExpired(long nowSeconds) {
    return expires <= nowSeconds;
  }

  /** What its app pays for it, beside the content. */
  static long costWithoutContent(String key, String attributes) {
    return OVERHEAD_BYTES + utf8Length(key) + utf8Length(attributes);
  }

  long cost(String key) {
    return costWithoutContent(key, attributes) + content.size();
  }

  private static long utf8Length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
