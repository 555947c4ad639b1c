package io.whopship.core.logs;

import java.time.Instant;

/** What a running worker says. It comes whether somebody looks or not. */
final class WorkerFeed implements Feed {

  private final LiveLog log;
  private volatile Instant usedAt;

  WorkerFeed(LiveLog log, Instant now) {
    this.log = log;
    this.usedAt = now;
  }

  LiveLog log() {
    return log;
  }

  void usedAt(Instant now) {
    usedAt = now;
  }

  Instant usedAt() {
    return usedAt;
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
  public void viewerCame() {
    // Nothing is to be started for it.
  }

  @Override
  public boolean endsWithoutViewers() {
    return log.stream().isEmpty();
  }
}
