package io.whopship.ports.driven;

import io.whopship.ports.driven.agents.LogSink;
import io.whopship.ports.model.rollout.ReleaseName;

/**
 * Where what running workers say is asked for, if it is elsewhere and each question costs
 * something: only while somebody looks. Safe for many threads.
 */
public interface WorkerLogSource {

  /** Of an edge that tells {@link WorkerLogs} on its own: there is nothing to ask for. */
  WorkerLogSource NONE = new WorkerLogSource() {
    @Override
    public boolean isOnDemand() {
      return false;
    }

    @Override
    public Following follow(ReleaseName release, LogSink sink) {
      return () -> {
      };
    }
  };

  /** Whether lines come only to those who follow. */
  boolean isOnDemand();

  /**
   * Begins to give what a release says to a sink: its last lines first, if there were any, then
   * what comes, in a numbering of its own. Each line comes once, though it may come late, and then
   * behind later ones. Returns at once, and does not throw: what is wrong is told to
   * {@link LogSink#failed}, once for each time that lines cannot be had, and they go on by
   * themselves. That there is no such release is not wrong; it says nothing.
   */
  Following follow(ReleaseName release, LogSink sink);

  /** A source that gives lines. */
  interface Following extends AutoCloseable {

    /** Ends it: nothing comes once this has returned. Does not throw; closing twice is fine. */
    @Override
    void close();
  }
}
