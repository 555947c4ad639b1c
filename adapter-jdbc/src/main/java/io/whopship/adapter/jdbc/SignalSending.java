package io.whopship.adapter.jdbc;

import io.whopship.ports.driven.PortException;
import io.whopship.ports.driven.Signals.Signal;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends signals in transactions of their own, the first at once and then at most a batch in 10 ms.
 * Not within the transaction that writes: while a transaction with a {@code NOTIFY} is committed,
 * which takes a wait for the disk, PostgreSQL lets no other such transaction commit in the whole
 * server. One that does nothing else has no disk to wait for.
 */
final class SignalSending implements AutoCloseable {

  private static final Duration PAUSE = Duration.ofMillis(10);
  private static final Duration PAUSE_AFTER_A_FAULT = Duration.ofSeconds(1);
  private static final Duration LAST_WAIT = Duration.ofSeconds(1);
  private static final int MAX_WAITING = 10_000;
  private static final Logger LOG = LoggerFactory.getLogger(SignalSending.class);

  private final UUID self;
  private final Database database;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Set<Signal> waiting = new LinkedHashSet<>();
  private final Thread thread = Thread.ofVirtual().name("signals-out").unstarted(this::run);
  private boolean isClosing;
  private boolean isOut;

  SignalSending(UUID self, Database database) {
    this.self = self;
    this.database = database;
    thread.start();
  }

  void add(Signal signal) {
    lock.lock();
    try {
      if (waiting.size() >= MAX_WAITING) {
        waiting.clear();
        waiting.add(new Signal.Anything());
      }
      waiting.add(signal);
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      for (List<Signal> batch = next(); !batch.isEmpty(); batch = next()) {
        if (send(batch)) {
          pauseFor(PAUSE);
        } else if (pauseFor(PAUSE_AFTER_A_FAULT)) {
          add(new Signal.Anything());
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("signals were still to be sent", e);
    }
  }

  /** Empty at the end. */
  private List<Signal> next() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (waiting.isEmpty() && !isClosing) {
        changed.await();
      }
      List<Signal> batch = List.copyOf(waiting);
      waiting.clear();
      return batch;
    } finally {
      lock.unlock();
    }
  }

  /** Who comes meanwhile goes with the next batch. Whether there is to be one after the pause. */
  private boolean pauseFor(Duration pause) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = pause.toNanos();
      while (left > 0 && !isClosing) {
        left = changed.awaitNanos(left);
      }
      return !isClosing;
    } finally {
      lock.unlock();
    }
  }

  private boolean send(List<Signal> batch) {
    try {
      for (String text : SignalText.write(self, batch)) {
        database.write("tell the other servers",
            handle -> handle.execute("select pg_notify(?, ?)", PostgresSignals.CHANNEL, text));
      }
      isOut = false;
      return true;
    } catch (PortException e) {
      if (!isOut) {
        LOG.warn(
            "Other servers are not told what is new, they will look by themselves. cause=\"{}\"",
            e.getMessage());
      }
      isOut = true;
      return false;
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      isClosing = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      if (!thread.join(LAST_WAIT)) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
  }
}
