package io.whopship.adapter.cloudflare.workerd.storage;

import io.whopship.ports.model.AppId;
import java.util.concurrent.atomic.AtomicLong;

/** The bytes that one app keeps, and may keep. Safe for many threads. */
final class Quota {

  private final AppId app;
  private final long limit;
  private final DiskRoom room;
  private final AtomicLong used = new AtomicLong();

  Quota(AppId app, long limit, DiskRoom room) {
    this.app = app;
    this.limit = limit;
    this.room = room;
  }

  /**
   * Throws {@link StorageFullException}, having taken nothing, if so much is not left, here or on
   * the disk.
   */
  void take(long bytes) {
    long after = used.addAndGet(bytes);
    if (after > limit) {
      used.addAndGet(-bytes);
      throw new StorageFullException(app, after - bytes, bytes, limit);
    }
    try {
      room.take(bytes);
    } catch (RuntimeException e) {
      used.addAndGet(-bytes);
      throw e;
    }
  }

  /** For what is there already: a limit that was lowered takes nothing away. */
  void count(long bytes) {
    used.addAndGet(bytes);
  }

  void giveBack(long bytes) {
    used.addAndGet(-bytes);
  }

  long used() {
    return used.get();
  }
}
