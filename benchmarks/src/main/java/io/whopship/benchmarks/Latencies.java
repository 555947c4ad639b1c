package io.whopship.benchmarks;

import java.util.Arrays;

/**
 * How long things took, in steps of a tenth of a millisecond, up to ten seconds. For one thread.
 */
final class Latencies {

  private static final int STEP_NANOS = 100_000;
  private final long[] counts = new long[100_000];
  private long total;

  void add(long nanos) {
    int step = (int) Math.min(Math.max(nanos, 0) / STEP_NANOS, counts.length - 1);
    counts[step]++;
    total++;
  }

  long total() {
    return total;
  }

  void clear() {
    Arrays.fill(counts, 0);
    total = 0;
  }

  /** In milliseconds: so much or less was needed by this share of all. */
  double quantile(double share) {
    long wanted = (long) Math.ceil(total * share);
    long seen = 0;
    for (int step = 0; step < counts.length; step++) {
      seen += counts[step];
      if (seen >= wanted) {
        return (step + 1L) * STEP_NANOS / 1e6;
      }
    }
    return Double.NaN;
  }
}
