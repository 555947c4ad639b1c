package io.whopship.adapter.cloudflare.api;

import java.time.Duration;

/** Waiting, and the time that passes: a test has its own, and waits for nothing. */
public interface Pauses {

  Pauses REAL = new Pauses() {
    @Override
    public long nanoTime() {
      return System.nanoTime();
    }

    @Override
    public void pause(Duration time) throws InterruptedException {
      Thread.sleep(time);
    }
  };

  long nanoTime();

  /** Since 1970. */
  default long millis() {
    return System.currentTimeMillis();
  }

  void pause(Duration time) throws InterruptedException;
}
