package io.whopship.adapter.cloudflare.upload;

import io.whopship.ports.driven.PortException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What all uploads of this process together hold of artifacts in memory. Most of it is for what is
 * being sent, which waits for its share. The rest is for what is kept after it was hashed: whoever
 * keeps that may wait for a share, so nobody may wait for it. Safe for many threads.
 */
public final class UploadMemory {

  /** A quarter of the heap. */
  public static final UploadMemory OF_PROCESS = of(Runtime.getRuntime().maxMemory() / 4);

  private static final int KIB = 1024;

  private final int sendingKib;
  private final Semaphore sending;
  private final AtomicLong keeping;

  /**
   * With a share for each.
   *
   * @param sending bytes; what is larger is sent while nothing else is
   * @param keeping bytes
   */
  UploadMemory(long sending, long keeping) {
    this.sendingKib = (int) Math.min(Integer.MAX_VALUE, sending / KIB);
    this.sending = new Semaphore(sendingKib, true);
    this.keeping = new AtomicLong(keeping);
  }

  private static UploadMemory of(long bytes) {
    return new UploadMemory(bytes / 4 * 3, bytes / 4);
  }

  /** Waits, in turn, until so much more may be read. Whoever has a share must not take another. */
  void takeToSend(long bytes) throws InterruptedException {
    sending.acquire(share(bytes));
  }

  void sent(long bytes) {
    sending.release(share(bytes));
  }

  /**
   * Waits as {@link #takeToSend} does, for as long as something else is done. Throws
   * {@link PortException.Unavailable} if it is interrupted meanwhile.
   *
   * @param deed takes no share itself
   */
  public void whileHolding(long bytes, Runnable deed) {
    try {
      takeToSend(bytes);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PortException.Unavailable("The wait for memory was interrupted", e);
    }
    try {
      deed.run();
    } finally {
      sent(bytes);
    }
  }

  private int share(long bytes) {
    return (int) Math.min(sendingKib, (bytes + KIB - 1) / KIB);
  }

  /** Whether so much may be kept. */
  boolean takeToKeep(long bytes) {
    return keeping.getAndUpdate(left -> left < bytes ? left : left - bytes) >= bytes;
  }

  void dropped(long bytes) {
    keeping.addAndGet(bytes);
  }
}
