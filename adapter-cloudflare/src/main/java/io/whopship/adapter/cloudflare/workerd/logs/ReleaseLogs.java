package io.whopship.adapter.cloudflare.workerd.logs;

import io.whopship.ports.driven.WorkerLogs;
import io.whopship.ports.model.rollout.ReleaseName;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The logs of all releases. One that is asked for begins, and counts on from one process of its
 * release to the next. Safe for many threads.
 */
public final class ReleaseLogs {

  private final SecureRandom random = new SecureRandom();
  private final ConcurrentMap<ReleaseName, ReleaseLog> logs = new ConcurrentHashMap<>();
  private final WorkerLogs listener;

  public ReleaseLogs(WorkerLogs listener) {
    this.listener = listener;
  }

  public ReleaseLog of(ReleaseName release) {
    return logs.computeIfAbsent(release, name -> new ReleaseLog(name,
        HexFormat.of().toHexDigits(random.nextInt()), listener));
  }

  /** For a release that is removed: one of the same name would count anew. */
  public void forget(ReleaseName release) {
    logs.remove(release);
  }
}
