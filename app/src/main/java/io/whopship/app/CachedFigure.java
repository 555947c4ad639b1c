package io.whopship.app;

import io.whopship.ports.driven.PortException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A figure that costs a question to a database: asked for once in a while, however often and by
 * however many it is read. While it cannot be had, it is what it was last.
 */
final class CachedFigure<T> {

  private static final Logger log = LoggerFactory.getLogger(CachedFigure.class);

  /** Shorter than any usual pause between two scrapes. */
  private static final long FRESH_NANOS = Duration.ofSeconds(5).toNanos();

  private final String name;
  private final Supplier<T> source;
  private final LongSupplier nanoTime;
  private final ReentrantLock asking = new ReentrantLock();
  private volatile T last;
  private volatile long askedAt;

  CachedFigure(String name, T before, Supplier<T> source, LongSupplier nanoTime) {
    this.name = name;
    this.last = before;
    this.source = source;
    this.nanoTime = nanoTime;
    this.askedAt = nanoTime.getAsLong() - FRESH_NANOS;
  }

  /** Who comes while it is asked for gets what it was. */
  T get() {
    if (isOld() && asking.tryLock()) {
      try {
        if (isOld()) {
          last = source.get();
        }
      } catch (PortException e) {
        log.warn("figure not measured name={} cause=\"{}\"", name, e.getMessage());
      } finally {
        askedAt = nanoTime.getAsLong();
        asking.unlock();
      }
    }
    return last;
  }

  private boolean isOld() {
    return nanoTime.getAsLong() - askedAt >= FRESH_NANOS;
  }
}
