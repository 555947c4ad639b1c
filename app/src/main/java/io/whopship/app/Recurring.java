package io.whopship.app;

import io.whopship.ports.driven.Timer;
import io.whopship.ports.driven.Timer.Pending;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does something at once and then again and again, with a pause between, until it is closed. */
final class Recurring implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Recurring.class);

  /** How long the end waits for what is being done: what it works on is closed next. */
  private static final long SECONDS_TO_FINISH = 10;

  private final Timer timer;
  private final Duration pause;
  private final String name;
  private final Runnable task;
  private final ReentrantLock running = new ReentrantLock();
  private volatile boolean closed;
  private @Nullable Pending next;

  private Recurring(Timer timer, Duration pause, String name, Runnable task) {
    this.timer = timer;
    this.pause = pause;
    this.name = name;
    this.task = task;
  }

  static Recurring start(Timer timer, Duration pause, String name, Runnable task) {
    Recurring recurring = new Recurring(timer, pause, name, task);
    recurring.after(Duration.ZERO);
    return recurring;
  }

  private void after(Duration delay) {
    running.lock();
    try {
      next = closed ? null : timer.after(delay, this::run);
    } finally {
      running.unlock();
    }
  }

  private void run() {
    running.lock();
    try {
      if (!closed) {
        task.run();
      }
    } catch (RuntimeException e) {
      log.error("failed, will be tried again task=\"{}\" pause={}", name, pause, e);
    } finally {
      after(pause);
      running.unlock();
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      if (running.tryLock(SECONDS_TO_FINISH, TimeUnit.SECONDS)) {
        cancelNext();
        running.unlock();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void cancelNext() {
    if (next != null) {
      next.cancel();
    }
  }
}
