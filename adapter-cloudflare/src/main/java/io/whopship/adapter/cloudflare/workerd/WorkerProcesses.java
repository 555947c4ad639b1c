package io.whopship.adapter.cloudflare.workerd;

import io.whopship.ports.driven.Incidents;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.model.logs.LogType;
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
  private static final Duration BETWEEN_LOOKS_AT_OBJECTS = Duration.ofSeconds(10);

  private final WorkerLauncher launcher;
  private final DurableObjectFiles objects;
  private final RouteTable routes;
  private final WorkerdSettings settings;
  private final LogCollector logs;
  private final IncidentReports reports;
  private final InstantSource clock;
  /** Those that take requests, or will when they have started. */
  private final ConcurrentMap<ReleaseName, CompletableFuture<WorkerProcess>> open = new ConcurrentHashMap<>();
  /** Those above that have started, and those that only finish what is under way. */
  private final Set<WorkerProcess> running = ConcurrentHashMap.newKeySet();
  private final Map<ReleaseName, CrashBackoff> backoffs = new ConcurrentHashMap<>();
  /** What ended a release against its will, until it runs again. */
  private final Map<ReleaseName, String> mishaps = new ConcurrentHashMap<>();
  private final ExecutorService starts = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
      Thread.ofPlatform().daemon().name("worker-timer").factory());
  private volatile boolean closing;

  WorkerProcesses(WorkerLauncher launcher, DurableObjectFiles objects, RouteTable routes,
      LifeSign lifeSign, WorkerdSettings settings, Incidents incidents, LogCollector logs,
      InstantSource clock) {
    this.launcher = launcher;
    this.objects = objects;
    this.routes = routes;
    this.settings = settings;
    this.logs = logs;
    this.reports = new IncidentReports(incidents, clock);
    this.clock = clock;
    every(Duration.ofMillis(Math.clamp(settings.times().idle().toMillis() / 4, 50, 10_000)),
        this::putIdleToSleep);
    Watchdog watchdog = new Watchdog(lifeSign, settings, this::replace);
    every(watchdog.interval(), () -> watchdog.look(running));
    every(BETWEEN_LOOKS_AT_OBJECTS, this::boundObjects);
  }

  private void every(Duration interval, Runnable task) {
    var unused = timer.scheduleWithFixedDelay(() -> {
      try {
        task.run();
      } catch (RuntimeException e) {
        log.error("workers could not be looked after", e); // or it would never be done again
      }
    }, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Enters, however many are inside: for this server's own questions. */
  CompletableFuture<WorkerProcess.Visit> enter(ReleaseName release) {
    return enter(release, Integer.MAX_VALUE);
  }

  /**
   * Enters the process of a release, starting it if need be; does not wait. Fails as
   * {@link WorkerLauncher#start} does, with {@link WorkerCrashedException} while a release that
   * crashed is kept down, with {@link PortException.Unavailable} when the server ends, and with
   * {@link WorkerFullException} if so many are inside.
   */
  CompletableFuture<WorkerProcess.Visit> enter(ReleaseName release, int maxInside) {
    CompletableFuture<WorkerProcess> process = open.get(release);
    if (process == null) {
      Duration wait = backoffs.getOrDefault(release, CrashBackoff.NONE).remaining(clock.instant());
      if (closing) {
        return CompletableFuture.failedFuture(new PortException.Unavailable("The worker " + release
            + " is not started any more: the server ends.", null));
      }
      if (!wait.isZero()) {
        return CompletableFuture.failedFuture(new WorkerCrashedException(release, wait));
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
      String mishap = mishaps.remove(release);
      logs.tell(release, LogType.INFO, mishap == null ? "started" : "restarted after " + mishap);
      var unused = process.onExit()
          .thenAcceptAsync(status -> ended(process, mine, startedAt, status), starts);
      mine.complete(process);
    } catch (RuntimeException | Error e) {
      Instant now = clock.instant();
      CrashBackoff backoff = crashed(release, now, now);
      mishaps.put(release, "a start that failed");
      open.remove(release, mine);
      mine.completeExceptionally(e);
      if (routes.isNamed(release)) { // else it is being placed, and whoever places it is told
        report(release, "The worker did not start: " + e.getMessage(), backoff);
      }
      if (routes.isLive(release)) {
        log.error("live worker is down release={} reason=\"{}\"", release, e.getMessage());
      }
      startIfLive(release, backoff);
    }
  }

  private void ended(WorkerProcess process, CompletableFuture<WorkerProcess> future,
      Instant startedAt, int status) {
    ReleaseName release = process.release();
    running.remove(process);
    if (process.isClosed()) {
      log.info("worker stopped release={} status={}", release, status);
      logs.tell(process.log(), LogType.INFO, "stopped: " + process.reasonOfStop());
      return;
    }
    CrashBackoff backoff = crashed(release, startedAt, clock.instant());
    mishaps.put(release, "a crash");
    open.remove(release, future);
    String cause = process.causeOfEnd(status, settings.bounds().heapMegabytes());
    log.warn("worker crashed release={} status={} crashes={} cause=\"{}\"", release, status,
        backoff.crashes(), cause);
    report(release, "The worker crashed: " + cause, backoff);
    startIfLive(release, backoff);
  }

  private CrashBackoff crashed(ReleaseName release, Instant startedAt, Instant now) {
    return backoffs.merge(release, CrashBackoff.NONE.next(startedAt, now),
        (before, first) -> before.next(startedAt, now));
  }

  private void report(ReleaseName release, String what, CrashBackoff backoff) {
    Duration wait = backoff.remaining(clock.instant());
    String next = !routes.isLive(release)
        ? "It is started again when somebody asks for it."
        : "It is started again "
            + (wait.isZero() ? "at once." : "in " + (wait.toMillis() + 999) / 1000 + " s.");
    tell(release, what + (what.endsWith("?") ? " " : ". ") + next
        + (backoff.crashes() > 1 ? " It ended " + backoff.crashes() + " times in a row." : ""));
  }

  /** In the worker's own log, which forgets, stands each; in its deployment's, ever fewer. */
  private void tell(ReleaseName release, String incident) {
    logs.tell(release, LogType.ERROR, incident);
    reports.add(release, incident);
  }

  /** Tries for as long as it is live, less and less often: nobody may ask for it for hours. */
  private void startIfLive(ReleaseName release, CrashBackoff backoff) {
    if (!closing) {
      long wait = backoff.remaining(clock.instant()).toMillis() + 1;
      var unused = timer.schedule(() -> startIfLive(release), wait, TimeUnit.MILLISECONDS);
    }
  }

  private void startIfLive(ReleaseName release) {
    if (routes.isLive(release)) {
      var unused = enter(release).thenAccept(WorkerProcess.Visit::close);
    }
  }

  private void boundObjects() {
    running.stream()
        .filter(process -> objects.exceedBound(process.release()))
        .forEach(process -> process.kill(objects.reason()));
  }

  /**
   * A fresh process takes the next requests; this one may finish those under way, unless the next
   * one grows as fast: of one release two processes at most are there at once.
   */
  private void replace(WorkerProcess process, String reason) {
    ReleaseName release = process.release();
    log.warn("worker is replaced release={} reason=\"{}\"", release, reason);
    running.stream()
        .filter(other -> other.release().equals(release) && other.isClosed())
        .forEach(other -> other.kill("its successor has to be replaced as well"));
    Instant now = clock.instant();
    CrashBackoff backoff = crashed(release, now.minus(process.age()), now);
    retire(release, "a fresh process takes its place");
    tell(release, "The worker was replaced by a fresh process: " + reason
        + ". Does it keep what it should let go?");
    startIfLive(release, backoff);
  }

  /** Forgets how often a release crashed, since it is now another one. */
  void forgive(ReleaseName release) {
    backoffs.remove(release);
    mishaps.remove(release);
    reports.forget(release);
  }

  /**
   * Takes a release that lost its traffic off: what is under way may finish. It starts again if
   * somebody enters after all.
   */
  void retire(ReleaseName release) {
    retire(release, "no visitor is sent to it any more");
  }

  private void retire(ReleaseName release, String reason) {
    var unused = close(release, settings.times().drain(), reason);
  }

  /** Ends a release and waits until its process has ended. */
  void stop(ReleaseName release) {
    forgive(release);
    close(release, Duration.ZERO, "removed").join();
  }

  private CompletableFuture<Void> close(ReleaseName release, Duration grace,
      String reason) {
    List<CompletableFuture<?>> ends = new ArrayList<>();
    CompletableFuture<WorkerProcess> starting = open.remove(release);
    if (starting != null) {
      ends.add(starting.thenCompose(process -> process.drain(grace, reason))
          .exceptionally(failure -> 0)); // it never started
    }
    running.stream()
        .filter(process -> process.release().equals(release))
        .forEach(process -> ends.add(process.drain(grace, reason)));
    return CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new));
  }

  private void putIdleToSleep() {
    for (WorkerProcess process : running) {
      if (!process.isClosed() && process.idle().compareTo(settings.times().idle()) > 0
          && !routes.isLive(process.release())) {
        log.info("worker sleeps release={} idle={}s", process.release(),
            process.idle().toSeconds());
        retire(process.release(), "idle");
      }
    }
  }

  /** Starts none any more that was not asked for, and looks after none. */
  void beginToClose() {
    closing = true;
    timer.shutdownNow();
  }

  /** Ends all processes, and waits for it. */
  @Override
  public void close() {
    beginToClose();
    starts.close(); // waits for those about to start, which then see that it is over
    CompletableFuture.allOf(running.stream()
        .map(process -> process.drain(CLOSING_GRACE, "the server ends"))
        .toArray(CompletableFuture[]::new)).join();
  }
}
