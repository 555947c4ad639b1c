package io.whopship.app;

import io.whopship.ports.driven.Timer;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A timer of the JDK's: one thread keeps the time, and each task gets a virtual one. */
final class ThreadTimer implements Timer, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ThreadTimer.class);

  private final ScheduledThreadPoolExecutor clock;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  ThreadTimer() {
    clock = new ScheduledThreadPoolExecutor(1,
        Thread.ofPlatform().name("whopship-timer").daemon().factory());
    clock.setRemoveOnCancelPolicy(true);
    // Who asks for something while the server stops needs no exception, for it will not be done.
    clock.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
  }

  @Override
  public Pending after(Duration delay, Runnable task) {
    Future<?> pending = clock.schedule(() -> threads.execute(() -> run(task)), delay.toNanos(),
        TimeUnit.NANOSECONDS);
    return () -> pending.cancel(false);
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      log.error("a task of the timer failed", e);
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
    threads.shutdownNow();
  }
}
