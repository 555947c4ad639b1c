package io.whopship.adapter.cloudflare.upload;

import io.whopship.adapter.cloudflare.upload.AssetManifest.Blob;
import java.util.Collection;
import java.util.Locale;

/** Sizes as a person reads them. */
final class Sizes {

  private Sizes() {}

  static long of(Collection<Blob> blobs) {
    return blobs.stream().mapToLong(Blob::size).sum();
  }

  /** {@code 1,234 KiB}, rounded up. */
  static String kib(long bytes) {
    return String.format(Locale.ROOT, "%,d KiB", (bytes + 1023) / 1024);
  }
}
