package io.whopship.adapter.r2;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/** A part of an upload, sent by a thread of its own, which has ended once this is closed. */
final class PartOnItsWay implements AutoCloseable {

  private final FutureTask<CompletedPart> task;
  private final Thread thread;

  private PartOnItsWay(FutureTask<CompletedPart> task) {
    this.task = task;
    this.thread = Thread.ofVirtual().name("part of an upload").start(task);
  }

  static PartOnItsWay start(Callable<CompletedPart> sending) {
    return new PartOnItsWay(new FutureTask<>(sending));
  }

  /** Waits until the store has it, and fails as sending it failed. */
  CompletedPart arrived() {
    try {
      return task.get();
    } catch (ExecutionException e) {
      throw S3Faults.unchecked(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw AbortedException.create("interrupted", e);
    }
  }

  /** Calls back what is still on its way. */
  @Override
  public void close() {
    task.cancel(true);
    boolean interrupted = Thread.interrupted();
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
