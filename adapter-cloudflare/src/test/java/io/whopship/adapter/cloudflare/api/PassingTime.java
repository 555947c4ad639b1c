package io.whopship.adapter.cloudflare.api;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Waits for nothing: time passes when somebody waits. */
final class PassingTime implements Pauses {

  private final AtomicLong now = new AtomicLong(1_000_000_000L);
  private final List<Duration> pauses = new CopyOnWriteArrayList<>();

  @Override
  public long nanoTime() {
    return now.get();
  }

  @Override
  public long millis() {
    return TimeUnit.NANOSECONDS.toMillis(now.get());
  }

  @Override
  public void pause(Duration time) {
    pauses.add(time);
    now.addAndGet(time.toNanos());
  }

  void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  /** What was waited for, in order. */
  List<Duration> pauses() {
    return pauses;
  }
}
