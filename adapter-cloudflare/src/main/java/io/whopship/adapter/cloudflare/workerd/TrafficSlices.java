package io.whopship.adapter.cloudflare.workerd;

import io.whopship.ports.model.rollout.TrafficSummary;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.HdrHistogram.IntCountsHistogram;

/** The last hour of one release, by slices of time. Safe for many threads. */
final class TrafficSlices {

  private static final Duration SLICE = Duration.ofSeconds(15);
  private static final Duration KEPT = Duration.ofHours(1);

  /** Latencies in milliseconds, right to a tenth of their value: 2 KB a slice. */
  private static final long MAX_MILLIS = 10 * 60 * 1000L;
  private static final int DIGITS = 1;

  /** The youngest last. */
  private final Deque<Slice> slices = new ArrayDeque<>();

  synchronized void count(Instant now, boolean isError, Duration latency) {
    Slice slice = slices.peekLast();
    if (slice == null || !slice.isAt(now)) {
      slice = new Slice(now);
      slices.addLast(slice);
      drop(now);
    }
    slice.count(isError, latency);
  }

  synchronized TrafficSummary since(Instant since, Instant now) {
    drop(now);
    IntCountsHistogram latencies = new IntCountsHistogram(MAX_MILLIS, DIGITS);
    long errors = 0;
    for (Slice slice : slices) {
      if (slice.end().isAfter(since)) {
        latencies.add(slice.latencies);
        errors += slice.errors;
      }
    }
    return latencies.getTotalCount() == 0
        ? TrafficSummary.NONE
        : new TrafficSummary(latencies.getTotalCount(), errors,
            Duration.ofMillis(latencies.getValueAtPercentile(50)),
            Duration.ofMillis(latencies.getValueAtPercentile(99)));
  }

  private void drop(Instant now) {
    while (!slices.isEmpty() && slices.getFirst().end().plus(KEPT).isBefore(now)) {
      slices.removeFirst();
    }
  }

  /** One slice of time. */
  private static final class Slice {

    private final Instant start;
    private final IntCountsHistogram latencies = new IntCountsHistogram(MAX_MILLIS, DIGITS);
    private int errors;

    Slice(Instant start) {
      this.start = start;
    }

    Instant end() {
      return start.plus(SLICE);
    }

    boolean isAt(Instant now) {
      return now.isBefore(end());
    }

    void count(boolean isError, Duration latency) {
      latencies.recordValue(Math.clamp(latency.toMillis(), 1, MAX_MILLIS));
      if (isError) {
        errors++;
      }
    }
  }
}
