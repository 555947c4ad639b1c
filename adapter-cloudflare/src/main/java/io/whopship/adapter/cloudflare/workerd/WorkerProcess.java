package io.whopship.adapter.cloudflare.workerd;

import io.whopship.adapter.cloudflare.workerd.logs.ReleaseLog;
import io.whopship.ports.model.rollout.ReleaseName;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running release: a process that listens on a port of the loopback address. Whoever sends it a
 * request enters first, so that it can be stopped when nobody is inside any more. Safe for many
 * threads.
 */
final class WorkerProcess {

  private static final Logger log = LoggerFactory.getLogger(WorkerProcess.class);

  /** Who is sent away comes in crowds. */
  private static final long NANOS_BETWEEN_COMPLAINTS = TimeUnit.SECONDS.toNanos(5);

  /** Added to the count of requests when no more are let in. */
  private static final int CLOSED = Integer.MIN_VALUE;

  private final ReleaseName release;
  private final Process supervisor;
  private final ProcessHandle workerd;
  private final int port;
  private final OutputTail output;
  private final ReleaseLog said;
  private final long began = System.nanoTime();
  private final AtomicInteger inside = new AtomicInteger();
  private final CompletableFuture<Void> empty = new CompletableFuture<>();
  private final AtomicLong nextComplaint = new AtomicLong(System.nanoTime());
  private volatile long lastAnswered = began;
  private volatile long lastLeft = began;
  private volatile @Nullable String killedBecause;
  private volatile String stoppedBecause = "";

  WorkerProcess(ReleaseName release, Process supervisor, ProcessHandle workerd, int port,
      OutputTail output, ReleaseLog said) {
    this.release = release;
    this.supervisor = supervisor;
    this.workerd = workerd;
    this.port = port;
    this.output = output;
    this.said = said;
  }

  ReleaseName release() {
    return release;
  }

  /** Of its release, also when that was removed meanwhile. */
  ReleaseLog log() {
    return said;
  }

  int port() {
    return port;
  }

  Duration age() {
    return Duration.ofNanos(System.nanoTime() - began);
  }

  Vitals vitals() {
    return Vitals.of(workerd);
  }

  /** Why it ended, of one that ended by itself or was killed. May block for a moment. */
  String causeOfEnd(int status, int heapMegabytes) {
    String reason = killedBecause;
    return reason == null ? CauseOfEnd.of(status, output, heapMegabytes) : reason;
  }

  /** Why it was drained; empty if it was not. */
  String reasonOfStop() {
    return stoppedBecause;
  }

  /** For a process that is good for nothing any more; counts as a crash. */
  void kill(String reason) {
    log.warn("worker is killed release={} pid={} reason=\"{}\"", release, workerd.pid(), reason);
    killedBecause = reason;
    workerd.destroyForcibly(); // the script then ends with its status
  }

  /** Completes with the exit status when the process has ended. */
  CompletableFuture<Integer> onExit() {
    return supervisor.onExit().thenApply(Process::exitValue);
  }

  /**
   * A request under way, until it is closed. Empty if this process takes no more. Throws
   * {@link WorkerFullException} if so many are inside.
   */
  Optional<Visit> enter(int maxInside) {
    int before = inside.get();
    while (before >= 0) {
      if (before >= maxInside) {
        complainOfCrowd(maxInside);
        throw new WorkerFullException(release, maxInside);
      }
      if (inside.compareAndSet(before, before + 1)) {
        return Optional.of(new Visit());
      }
      before = inside.get();
    }
    return Optional.empty();
  }

  private void complainOfCrowd(int maxInside) {
    long now = System.nanoTime();
    long due = nextComplaint.get();
    if (now - due >= 0 && nextComplaint.compareAndSet(due, now + NANOS_BETWEEN_COMPLAINTS)) {
      log.warn("worker is full, visitors are sent away release={} maxVisits={}", release,
          maxInside);
    }
  }

  /** Somebody's stay in the process. */
  final class Visit implements AutoCloseable {

    private final AtomicBoolean over = new AtomicBoolean();

    int port() {
      return port;
    }

    /** The last line that the process printed; empty if it said nothing. */
    Optional<String> lastSaid() {
      return output.last();
    }

    /** The process began to answer. */
    void answered() {
      lastAnswered = System.nanoTime();
    }

    /** Closing again does nothing. */
    @Override
    public void close() {
      if (over.compareAndSet(false, true)) {
        lastLeft = System.nanoTime();
        if (inside.decrementAndGet() == CLOSED) {
          empty.complete(null);
        }
      }
    }
  }

  /** How long nobody was inside; none if somebody is. */
  Duration idle() {
    return inside.get() == 0 ? Duration.ofNanos(System.nanoTime() - lastLeft) : Duration.ZERO;
  }

  boolean isVisited() {
    return inside.get() != 0;
  }

  /** Whether it began to answer anybody since then, by {@link System#nanoTime}. */
  boolean answeredSince(long moment) {
    return lastAnswered - moment > 0;
  }

  boolean isClosed() {
    return inside.get() < 0;
  }

  /**
   * Lets nobody in any more, and stops the process when all have left or the grace is over.
   * Completes when it has ended. May be called again, for a shorter grace.
   *
   * @param reason for the worker's log; the first one counts
   */
  CompletableFuture<Integer> drain(Duration grace, String reason) {
    int before = inside.getAndUpdate(count -> count < 0 ? count : count + CLOSED);
    if (before >= 0) {
      stoppedBecause = reason;
    }
    if (before == 0) {
      empty.complete(null);
    }
    var unused = empty.copy()
        .orTimeout(grace.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete((nothing, late) -> stop());
    return onExit();
  }

  /** The supervisor takes the end of its input as the sign to stop workerd. */
  private void stop() {
    try {
      supervisor.getOutputStream().close();
    } catch (IOException e) {
      supervisor.destroy(); // the script stops workerd then too
    }
  }
}
