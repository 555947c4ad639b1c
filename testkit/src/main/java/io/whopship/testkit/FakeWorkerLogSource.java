package io.whopship.testkit;

import io.whopship.ports.driven.WorkerLogSource;
import io.whopship.ports.driven.agents.LogSink;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.rollout.ReleaseName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Gives lines to those who follow, at once and on the thread of whoever says them. Safe for many
 * threads.
 */
public final class FakeWorkerLogSource implements WorkerLogSource {

  private final Map<ReleaseName, List<LogLine>> said = new ConcurrentHashMap<>();
  private final List<Follower> followers = new CopyOnWriteArrayList<>();
  private final AtomicInteger follows = new AtomicInteger();

  /** Lets a release say something. */
  public synchronized void say(ReleaseName release, List<LogLine> lines) {
    said.computeIfAbsent(release, first -> new ArrayList<>()).addAll(lines);
    followers.stream()
        .filter(follower -> follower.release.equals(release))
        .forEach(follower -> follower.give(lines));
  }

  /** Lines cannot be had. */
  public synchronized void fail(String reason) {
    followers.forEach(follower -> follower.fail(reason));
  }

  /** How many follow a release now. */
  public long followers(ReleaseName release) {
    return followers.stream().filter(follower -> follower.release.equals(release)).count();
  }

  /** How often somebody began to follow. */
  public int follows() {
    return follows.get();
  }

  @Override
  public boolean isOnDemand() {
    return true;
  }

  @Override
  public synchronized Following follow(ReleaseName release, LogSink sink) {
    Follower follower = new Follower(release, "following-" + follows.incrementAndGet(), sink);
    followers.add(follower);
    follower.give(said.getOrDefault(release, List.of()));
    return follower;
  }

  private final class Follower implements Following {

    private final ReleaseName release;
    private final String epoch;
    private final LogSink sink;
    private long next = 1;
    private boolean closed;

    Follower(ReleaseName release, String epoch, LogSink sink) {
      this.release = release;
      this.epoch = epoch;
      this.sink = sink;
    }

    synchronized void give(List<LogLine> lines) {
      if (!closed && !lines.isEmpty()) {
        long first = next;
        next += lines.size();
        sink.accept(epoch, first, List.copyOf(lines));
      }
    }

    synchronized void fail(String reason) {
      if (!closed) {
        sink.failed(reason);
      }
    }

    @Override
    public void close() {
      synchronized (this) {
        closed = true;
      }
      followers.remove(this);
    }
  }
}
