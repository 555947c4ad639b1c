package io.whopship.adapter.cloudflare.workerd.logs;

import io.whopship.ports.driven.WorkerLogs;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.rollout.ReleaseName;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Numbers what the worker of a release says, whichever process and whichever way it came, and
 * passes it on. Lines that were lost leave a hole, which shows with the next line. Safe for many
 * threads.
 */
public final class ReleaseLog {

  private static final Logger log = LoggerFactory.getLogger(ReleaseLog.class);

  private final ReleaseName release;
  private final String epoch;
  private final WorkerLogs listener;
  private long next = 1;

  ReleaseLog(ReleaseName release, String epoch, WorkerLogs listener) {
    this.release = release;
    this.epoch = epoch;
    this.listener = listener;
  }

  /** The listener is told within the lock: it does not block, and must see lines in order. */
  public synchronized void add(List<LogLine> lines) {
    if (lines.isEmpty()) {
      return;
    }
    long first = next;
    next += lines.size();
    try {
      listener.accept(release, epoch, first, lines);
    } catch (RuntimeException e) {
      log.warn("lines of a worker were not taken release={} lines={}", release, lines.size(), e);
    }
  }

  /** So many lines were not passed on. */
  public synchronized void lose(long count) {
    next += Math.max(0, count);
  }
}
