package io.whopship.adapter.cloudflare.workerd;

import io.whopship.adapter.cloudflare.workerd.WorkerdSettings.Times;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.model.rollout.ReleaseName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The processes of the releases, one each at most that takes requests. They start when somebody
 * wants in, sleep when nobody came for long, unless they are live, and come back when they crash.
 * Safe for many threads.
 */
final class WorkerProcesses implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(WorkerProcesses.class);

  /** For requests under way when the server itself ends. */
  private static final Duration CLOSING_GRACE = Duration.ofSeconds(2);

  private final WorkerLauncher launcher;
  private final RouteTable routes;
  private final Times times;
  private final InstantSource clock;
  /** Those that take requests, or will when they have started. */
  private final ConcurrentMap<ReleaseName, CompletableFuture<WorkerProcess>> open = new ConcurrentHashMap<>();
  /** Those above that have started, and those that only finish what is under way. */
  private final Set<WorkerProcess> running = ConcurrentHashMap.newKeySet();
  private final Map<ReleaseName, CrashBackoff> backoffs = new ConcurrentHashMap<>();
  private final ExecutorService starts = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
      Thread.ofPlatform().daemon().name("worker-timer").factory());
  private volatile boolean closing;

  WorkerProcesses(WorkerLauncher launcher, RouteTable routes, Times times, InstantSource clock) {
    this.launcher = launcher;
    this.routes = routes;
    this.times = times;
    this.clock = clock;
    long sweep = Math.clamp(times.idle().toMillis() / 4, 50, 10_000);
    var unused = timer.scheduleWithFixedDelay(this::putIdleToSleep, sweep, sweep,
        TimeUnit.MILLISECONDS);
  }

  /** Enters, however many are inside: for this server's own questions. */
  CompletableFuture<WorkerProcess.Visit> enter(ReleaseName release) {
    return enter(release, Integer.MAX_VALUE);
  }

  /**
   * Enters the process of a release, starting it if need be; does not wait. Fails as
   * {@link WorkerLauncher#start} does, with {@link PortException.Unavailable} while a release that
   * crashed is kept down, and with {@link WorkerFullException} if so many are inside.
   */
  CompletableFuture<WorkerProcess.Visit> enter(ReleaseName release, int maxInside) {
    CompletableFuture<WorkerProcess> process = open.get(release);
    if (process == null) {
      Duration wait = backoffs.getOrDefault(release, CrashBackoff.NONE).remaining(clock.instant());
      if (closing || !wait.isZero()) {
        return CompletableFuture.failedFuture(new PortException.Unavailable(
            "The worker " + release + (closing
                ? " is not started any more: the server ends."
                : " crashed; it may start again in " + wait.toMillis() + " ms."),
            null));
      }
      process = start(release);
    }
    return enter(release, maxInside, process);
  }

  private CompletableFuture<WorkerProcess.Visit> enter(ReleaseName release, int maxInside,
      CompletableFuture<WorkerProcess> process) {
    return process.thenCompose(started -> {
      Optional<WorkerProcess.Visit> visit = started.enter(maxInside);
      if (visit.isPresent()) {
        return CompletableFuture.completedFuture(visit.get());
      }
      open.remove(release, process); // it was closed a moment ago
      return enter(release, maxInside);
    });
  }

  private CompletableFuture<WorkerProcess> start(ReleaseName release) {
    CompletableFuture<WorkerProcess> mine = new CompletableFuture<>();
    CompletableFuture<WorkerProcess> there = open.putIfAbsent(release, mine);
    if (there != null) {
      return there;
    }
    starts.execute(() -> launch(release, mine));
    return mine;
  }

  private void launch(ReleaseName release, CompletableFuture<WorkerProcess> mine) {
    try {
      WorkerProcess process = launcher.start(release);
      Instant startedAt = clock.instant();
      running.add(process);
      var unused = process.onExit().thenAccept(status -> ended(process, mine, startedAt, status));
      mine.complete(process);
    } catch (RuntimeException | Error e) {
      Instant now = clock.instant();
      backoffs.merge(release, CrashBackoff.NONE.next(now, now),
          (before, first) -> before.next(now, now));
      open.remove(release, mine);
      mine.completeExceptionally(e);
    }
  }

  private void ended(WorkerProcess process, CompletableFuture<WorkerProcess> future,
      Instant startedAt, int status) {
    ReleaseName release = process.release();
    running.remove(process);
    if (process.isClosed()) {
      log.info("worker stopped release={} status={}", release, status);
      return;
    }
    Instant now = clock.instant();
    CrashBackoff backoff = backoffs.getOrDefault(release, CrashBackoff.NONE).next(startedAt, now);
    backoffs.put(release, backoff);
    open.remove(release, future);
    Duration wait = backoff.remaining(now);
    log.warn("worker crashed release={} status={} crashes={} downFor={}ms said=\"{}\"", release,
        status, backoff.crashes(), wait.toMillis(), process.output().last().orElse(""));
    if (!closing) {
      var unused = timer.schedule(() -> startIfLive(release), wait.toMillis() + 1,
          TimeUnit.MILLISECONDS);
    }
  }

  private void startIfLive(ReleaseName release) {
    if (routes.isLive(release)) {
      var unused = enter(release).whenComplete((visit, failure) -> {
        if (visit != null) {
          visit.close();
        } else {
          log.error("live worker is down release={} reason=\"{}\"", release,
              failure.getMessage());
        }
      });
    }
  }

  /** Forgets how often a release crashed, since it is now another one. */
  void forgive(ReleaseName release) {
    backoffs.remove(release);
  }

  /**
   * Takes a release that lost its traffic off: what is under way may finish. It starts again if
   * somebody enters after all.
   */
  void retire(ReleaseName release) {
    var unused = close(release, times.drain());
  }

  /** Ends a release and waits until its process has ended. */
  void stop(ReleaseName release) {
    backoffs.remove(release);
    close(release, Duration.ZERO).join();
  }

  private CompletableFuture<Void> close(ReleaseName release, Duration grace) {
    List<CompletableFuture<?>> ends = new ArrayList<>();
    CompletableFuture<WorkerProcess> starting = open.remove(release);
    if (starting != null) {
      ends.add(starting.thenCompose(process -> process.drain(grace))
          .exceptionally(failure -> 0)); // it never started
    }
    running.stream()
        .filter(process -> process.release().equals(release))
        .forEach(process -> ends.add(process.drain(grace)));
    return CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new));
  }

  private void putIdleToSleep() {
    try {
      for (WorkerProcess process : running) {
        if (!process.isClosed() && process.idle().compareTo(times.idle()) > 0
            && !routes.isLive(process.release())) {
          log.info("worker sleeps release={} idle={}s", process.release(),
              process.idle().toSeconds());
          retire(process.release());
        }
      }
    } catch (RuntimeException e) {
      log.error("idle workers could not be looked for", e); // or the timer would stop
    }
  }

  /** Ends all processes, and waits for it. */
  @Override
  public void close() {
    closing = true;
    timer.shutdownNow();
    starts.close(); // waits for those about to start, which then see that it is over
    CompletableFuture.allOf(running.stream()
        .map(process -> process.drain(CLOSING_GRACE))
        .toArray(CompletableFuture[]::new)).join();
  }
}
