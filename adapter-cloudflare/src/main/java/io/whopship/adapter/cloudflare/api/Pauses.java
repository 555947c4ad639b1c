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

  void pause(Duration time) throws InterruptedException;
}
