package io.whopship.adapter.jdbc;

import com.github.kagkarlsson.scheduler.Scheduler;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.driven.Signals;
import io.whopship.ports.driven.Signals.Signal;
import io.whopship.ports.driving.AdvanceDeployment;
import io.whopship.ports.driving.TellRoute;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does the work of the queue until it is closed. */
public final class WorkRunner implements AutoCloseable {

  /** How much steering is done at once: it takes moments only. */
  private static final int STEERING = 4;

  private static final Logger LOG = LoggerFactory.getLogger(WorkRunner.class);

  private final JdbcWorkQueue queue;
  private final List<Scheduler> schedulers;
  private final InstantSource clock;
  private final Signals.Listening listening;
  private final Runnable handOver;
  private final AtomicBoolean closed = new AtomicBoolean();

  private WorkRunner(JdbcWorkQueue queue, List<Scheduler> schedulers, InstantSource clock,
      Signals signals, Runnable handOver) {
    this.queue = queue;
    this.handOver = handOver;
    this.schedulers = schedulers;
    this.clock = clock;
    this.listening = signals.listen(this::heard);
  }

  static WorkRunner start(Database database, JdbcWorkQueue queue, Signals signals,
      AdvanceDeployment advance, TellRoute tellRoute, WorkSettings settings, InstantSource clock) {
    Worker self = Worker.of(settings.node());
    self.takeBackFromDead(database);
    List<Scheduler> schedulers = Stream
        .of(new WorkPool("work", settings.parallel(),
            List.of(new WorkTask(WorkTask.ADVANCE, advance, clock).task())),
            new WorkPool("steer", STEERING,
                List.of(new WorkTask(WorkTask.STEER, advance, clock).task(),
                    new RouteTask(tellRoute, clock).task())))
        .map(pool -> pool.scheduler(database, self, settings, clock))
        .toList();
    WorkRunner runner = new WorkRunner(queue, schedulers, clock, signals,
        () -> self.handOver(database));
    queue.listen(runner::wake);
    schedulers.forEach(Scheduler::start);
    return runner;
  }

  private void heard(Signal signal) {
    switch (signal) {
      case Signal.WorkIsDue() -> check();
      case Signal.Anything() -> check();
      case Signal.DeploymentChanged changed -> {
      }
      case Signal.AppChanged changed -> {
      }
    }
  }

  private void wake(Instant at) {
    if (!at.isAfter(clock.instant())) {
      check();
    }
  }

  private void check() {
    schedulers.forEach(Scheduler::triggerCheckForDueExecutions);
  }

  /**
   * Starts nothing new and waits for what runs, at most as long as the settings say. What has not
   * ended by then others may take up at once. Closing twice is fine.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    listening.close();
    queue.listen(at -> {
    });
    stopAll();
    try {
      handOver.run();
    } catch (PortException e) {
      LOG.warn("work left unfinished is not free before this server is taken to be dead", e);
    }
  }

  /** All at the same time, as each may wait for as long as the settings say. */
  private void stopAll() {
    try (ExecutorService stopping = Executors.newVirtualThreadPerTaskExecutor()) {
      schedulers.forEach(scheduler -> stopping.execute(scheduler::stop));
    }
  }
}
