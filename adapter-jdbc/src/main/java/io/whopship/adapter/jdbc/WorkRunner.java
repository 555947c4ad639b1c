package io.whopship.adapter.jdbc;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.logging.LogLevel;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.driven.Signals;
import io.whopship.ports.driven.Signals.Signal;
import io.whopship.ports.driving.AdvanceDeployment;
import io.whopship.ports.driving.TellRoute;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does the work of the queue until it is closed. */
public final class WorkRunner implements AutoCloseable {

  /**
   * A server that says nothing for four of these is dead, and others take over its work. They look
   * for the dead after every second one: after six at most the work goes on.
   */
  private static final Duration HEARTBEAT = Duration.ofMillis(1_250);
  private static final int MISSED_HEARTBEATS = 4;
  private static final Logger LOG = LoggerFactory.getLogger(WorkRunner.class);

  private final JdbcWorkQueue queue;
  private final Scheduler scheduler;
  private final InstantSource clock;
  private final Signals.Listening listening;
  private final Runnable handOver;
  private final AtomicBoolean closed = new AtomicBoolean();

  private WorkRunner(JdbcWorkQueue queue, Scheduler scheduler, InstantSource clock,
      Signals signals, Runnable handOver) {
    this.queue = queue;
    this.handOver = handOver;
    this.scheduler = scheduler;
    this.clock = clock;
    this.listening = signals.listen(this::heard);
  }

  static WorkRunner start(Database database, JdbcWorkQueue queue, Signals signals,
      AdvanceDeployment advance, TellRoute tellRoute, WorkSettings settings, InstantSource clock) {
    Worker self = Worker.of(settings.node());
    self.takeBackFromDead(database);
    Scheduler scheduler = Scheduler
        .create(database.dataSource(), new WorkTask(advance, clock).task(),
            new RouteTask(tellRoute, clock).task())
        .schedulerName(new SchedulerName.Fixed(self.name()))
        .jdbcCustomization(database.schedulerDialect())
        .serializer(WorkTask.DATA)
        .clock(clock::instant)
        .threads(settings.parallel())
        // Not one thread per task: this pool is what bounds how much runs at once.
        .executorService(Executors.newFixedThreadPool(settings.parallel(),
            Thread.ofVirtual().name("work-", 1).factory()))
        .pollingInterval(settings.polling())
        .heartbeatInterval(HEARTBEAT)
        .missedHeartbeatsLimit(MISSED_HEARTBEATS)
        .enableImmediateExecution()
        .failureLogging(LogLevel.OFF, false) // WorkTask logs, and says which deployment
        .shutdownMaxWait(settings.maxWait())
        .build();
    WorkRunner runner = new WorkRunner(queue, scheduler, clock, signals,
        () -> self.handOver(database));
    queue.listen(runner::wake);
    scheduler.start();
    return runner;
  }

  private void heard(Signal signal) {
    switch (signal) {
      case Signal.WorkIsDue() -> scheduler.triggerCheckForDueExecutions();
      case Signal.Anything() -> scheduler.triggerCheckForDueExecutions();
      case Signal.DeploymentChanged changed -> {
      }
    }
  }

  private void wake(Instant at) {
    if (!at.isAfter(clock.instant())) {
      scheduler.triggerCheckForDueExecutions();
    }
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
    scheduler.stop();
    try {
      handOver.run();
    } catch (PortException e) {
      LOG.warn("work left unfinished is not free before this server is taken to be dead", e);
    }
  }
}
