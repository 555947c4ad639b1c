package io.whopship.core.logs;

import io.whopship.ports.driven.Timer;
import io.whopship.ports.driven.WorkerLogSource;
import io.whopship.ports.driven.WorkerLogSource.Following;
import io.whopship.ports.model.rollout.ReleaseName;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What a running worker says, asked for as long as somebody looks. One source for all viewers. */
final class FollowedWorkerFeed implements LingeringFeed {

  private final ReleaseName release;
  private final LiveLog log;
  private final WorkerLogSource source;
  private final Timer timer;
  /** Held while the source is called: never together with that of a stream. */
  private final ReentrantLock calling = new ReentrantLock();
  private @Nullable Following following;
  private volatile boolean isWanted = true;

  FollowedWorkerFeed(ReleaseName release, LiveLog log, WorkerLogSource source, Timer timer) {
    this.release = release;
    this.log = log;
    this.source = source;
    this.timer = timer;
    timer.after(Duration.ZERO, this::begin);
  }

  @Override
  public LogStream stream() {
    return log.stream();
  }

  @Override
  public Backlog backlog() {
    return RingBacklog.INSTANCE;
  }

  @Override
  public void stop() {
    isWanted = false;
    timer.after(Duration.ZERO, this::end);
  }

  private void begin() {
    calling.lock();
    try {
      if (isWanted) {
        following = source.follow(release, log);
      }
    } finally {
      calling.unlock();
    }
  }

  private void end() {
    calling.lock();
    try {
      if (following != null) {
        following.close();
      }
    } finally {
      calling.unlock();
    }
  }
}
