package io.whopship.adapter.cloudflare.api;

import io.whopship.ports.driven.PortException.Unavailable;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** Keeps the writes of one key a second apart, and in the order in which they came. */
final class WritePace {

  /** Cloudflare's second may begin a little later than ours. */
  private static final Duration APART = Duration.ofMillis(1050);

  private final Pauses pauses;
  private final ConcurrentHashMap<String, Key> keys = new ConcurrentHashMap<>();

  WritePace(Pauses pauses) {
    this.pauses = pauses;
  }

  /** One key that was written to lately, or is being written to. */
  private static final class Key {
    private final ReentrantLock turn = new ReentrantLock(true);
    private long free = Long.MIN_VALUE;
    private int users;
  }

  void write(String name, Runnable write) {
    forgetOld();
    Key key = keys.compute(name, (any, known) -> {
      Key used = known == null ? new Key() : known;
      used.users++;
      return used;
    });
    key.turn.lock();
    try {
      await(key, name);
      write.run();
    } finally {
      key.free = pauses.nanoTime() + APART.toNanos();
      key.turn.unlock();
      keys.computeIfPresent(name, (any, known) -> {
        known.users--;
        return known;
      });
    }
  }

  private void await(Key key, String name) {
    long wait = key.free == Long.MIN_VALUE ? 0 : key.free - pauses.nanoTime();
    if (wait > 0) {
      try {
        pauses.pause(Duration.ofNanos(wait));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new Unavailable("The write to " + name + " was stopped before it began", e);
      }
    }
  }

  private void forgetOld() {
    long now = pauses.nanoTime();
    keys.forEach((name, seen) -> keys.computeIfPresent(name,
        (any, key) -> key.users == 0 && key.free < now ? null : key));
  }
}
