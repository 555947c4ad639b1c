package io.whopship.adapter.cloudflare.workerd.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;

/**
 * What stays free on the disk, for the index and for whatever else is there: an index that cannot
 * be written closes, for all apps. Looked up once a second. Safe for many threads.
 */
final class DiskRoom {

  private static final long MILLIS_BETWEEN_LOOKS = 1000;

  private final Disk disk;
  private final long spare;
  private final InstantSource clock;
  private boolean known;
  private long lookedAt;
  private long left;

  /** Where it is looked up. */
  interface Disk {

    long usableBytes() throws IOException;
  }

  DiskRoom(Disk disk, long spare, InstantSource clock) {
    this.disk = disk;
    this.spare = spare;
    this.clock = clock;
  }

  /** Throws {@link StorageFullException} if too little would be left. */
  synchronized void take(long bytes) {
    long now = clock.millis();
    if (!known || Math.abs(now - lookedAt) >= MILLIS_BETWEEN_LOOKS) {
      left = look();
      lookedAt = now;
      known = true;
    }
    if (left - bytes < spare) {
      throw new StorageFullException(spare);
    }
    left -= bytes;
  }

  private long look() {
    try {
      return disk.usableBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
