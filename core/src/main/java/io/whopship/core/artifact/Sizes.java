package io.whopship.core.artifact;

import java.util.Locale;

/** How numbers of bytes are written in problems and in the log of a deployment. */
public final class Sizes {

  private static final long MIB = 1024L * 1024;

  private Sizes() {}

  /** Units of 1024 * 1024 bytes, named as the first guide named them: {@code 5.23 MB}. */
  public static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.2f MB", (double) bytes / MIB);
  }

  /** A size or a limit: {@code 10 MiB}, {@code 1.50 MiB}, {@code 900 bytes}. */
  static String size(long bytes) {
    if (bytes < MIB) {
      return bytes + " bytes";
    }
    return bytes % MIB == 0
        ? bytes / MIB + " MiB"
        : String.format(Locale.ROOT, "%.2f MiB", (double) bytes / MIB);
  }
}
