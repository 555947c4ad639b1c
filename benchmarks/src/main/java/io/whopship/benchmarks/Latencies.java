package io.whopship.benchmarks;

import java.util.concurrent.atomic.AtomicLongArray;

/** How long things took, to a tenth of a millisecond. Written by one thread. */
final class Latencies {

  private static final long TENTH = 100_000;

  /** The last one is for 20 s and more. */
  private final AtomicLongArray counts = new AtomicLongArray(200_001);

  void add(long nanoseconds) {
    long tenths = Math.max(0, nanoseconds / TENTH);
    int bucket = (int) Math.min(counts.length() - 1, tenths);
    counts.lazySet(bucket, counts.get(bucket) + 1);
  }

  void clear() {
    for (int i = 0; i < counts.length(); i++) {
      counts.lazySet(i, 0);
    }
  }

  /** So many of a hundred took no longer, in milliseconds. */
  double percentile(double percent) {
    long all = 0;
    for (int i = 0; i < counts.length(); i++) {
      all += counts.get(i);
    }
    long wanted = (long) Math.ceil(all * percent / 100);
    long seen = 0;
    for (int i = 0; i < counts.length(); i++) {
      seen += counts.get(i);
      if (seen >= wanted) {
        return (i + 1) / 10.0;
      }
    }
    return Double.NaN;
  }
}
