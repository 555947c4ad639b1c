package io.whopship.app;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** What happens to the connections of viewers, until all is to be well. */
final class LogWeather {

  private final CountDownLatch cleared = new CountDownLatch(1);
  private final ReadWriteLock standstill = new ReentrantReadWriteLock();

  /** From now on nobody is cut off or slow. */
  void clear() {
    cleared.countDown();
  }

  /** Does something while nobody reads. */
  void whileNobodyReads(Runnable something) {
    standstill.writeLock().lock();
    try {
      something.run();
    } finally {
      standstill.writeLock().unlock();
    }
  }

  /** Lets some time pass, less if all is well meanwhile. */
  void pause(int millis) throws IOException {
    try {
      cleared.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw (IOException) new InterruptedIOException().initCause(e);
    }
  }

  /** Bytes that come with pauses, and end somewhere, be it within a character. */
  InputStream over(InputStream bytes, SplittableRandom random) {
    return new FilterInputStream(bytes) {

      private int left = random.nextInt(random.nextInt(3) == 0 ? 3_000 : 300_000);

      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        boolean isRough = cleared.getCount() > 0;
        if (isRough && left <= 0) {
          throw new EOFException("cut off by the test");
        }
        standstill.readLock().lock();
        try {
          if (isRough && random.nextInt(20) == 0) {
            pause(random.nextInt(200));
          }
        } finally {
          standstill.readLock().unlock();
        }
        int read = super.read(target, offset, isRough ? Math.min(length, left) : length);
        left -= read;
        return read;
      }
    };
  }
}
