package io.whopship.testkit.contract;

import io.whopship.ports.driven.WorkQueue;
import io.whopship.ports.driving.AdvanceDeployment;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/** A work queue of one test, with what runs it. */
public interface RunningQueue extends AutoCloseable {

  WorkQueue queue();

  /** By the clock that the queue itself goes by. */
  Instant now();

  /** From now on, due work is handed to this. Called once at most. */
  void start(AdvanceDeployment advance);

  /**
   * Lets time pass, by moving a clock or by waiting, until this holds; fails if it does not within
   * a few seconds.
   */
  void await(BooleanSupplier condition);

  /** Stops, as at the end of a process; what waits is kept if the queue is a durable one. */
  @Override
  void close();
}
