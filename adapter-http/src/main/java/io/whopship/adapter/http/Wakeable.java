package io.whopship.adapter.http;

import java.util.concurrent.locks.LockSupport;

/**
 * The thread that made it, as somebody who can be woken. Unlike a bare permit of the thread, being
 * woken is not forgotten when the thread waits for something else in between.
 */
final class Wakeable implements Runnable {

  private final Thread thread = Thread.currentThread();
  private volatile boolean woken;

  /** Wakes it. From any thread. */
  @Override
  public void run() {
    woken = true;
    LockSupport.unpark(thread);
  }

  /** Waits until it is woken or this time is over. Returns at once if it was woken before. */
  void park(long nanos) {
    long end = System.nanoTime() + nanos;
    long left = nanos;
    while (!woken && left > 0 && !thread.isInterrupted()) {
      LockSupport.parkNanos(this, left);
      left = end - System.nanoTime();
    }
    woken = false;
  }
}
