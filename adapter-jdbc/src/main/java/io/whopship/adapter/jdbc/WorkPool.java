package io.whopship.adapter.jdbc;

import static java.util.stream.Collectors.joining;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.jdbc.DefaultJdbcCustomization;
import com.github.kagkarlsson.scheduler.jdbc.JdbcCustomization;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import com.github.kagkarlsson.scheduler.logging.LogLevel;
import com.github.kagkarlsson.scheduler.task.Task;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;

/**
 * Threads that do the work of some of the tasks in the table, and leave that of all others to other
 * pools.
 *
 * @param name of its threads
 * @param parallel at most so many pieces at once
 */
record WorkPool(String name, int parallel, List<Task<?>> tasks) {

  /**
   * A server that says nothing for four of these is dead, and others take over its work. They look
   * for the dead after every second one: after six at most the work goes on.
   */
  private static final Duration HEARTBEAT = Duration.ofMillis(1_250);
  private static final int MISSED_HEARTBEATS = 4;

  /** Both as shares of the places: what is left of the last fetch, and what one fetch brings. */
  private static final double LOOK_AGAIN_AT = 1;
  private static final double FETCH_UP_TO = 3;

  /** db-scheduler would remove, after two weeks, what belongs to another pool. */
  private static final Duration NEVER = Duration.ofDays(36_500);

  Scheduler scheduler(Database database, Worker self, WorkSettings settings, InstantSource clock) {
    return Scheduler
        .create(database.writers(), tasks)
        .schedulerName(new SchedulerName.Fixed(self.name()))
        .jdbcCustomization(dialect(database))
        .deleteUnresolvedAfter(NEVER)
        .serializer(WorkTask.DATA)
        .clock(clock::instant)
        .threads(parallel)
        // Not one thread per task: this pool is what bounds how much runs at once.
        .executorService(Executors.newFixedThreadPool(parallel,
            Thread.ofVirtual().name(name + "-", 1).factory()))
        .pollingInterval(settings.polling())
        // By default it looks again when what it fetched fills half of the places: the others
        // would stay empty beside due work until the next poll.
        .pollUsingFetch(LOOK_AGAIN_AT, FETCH_UP_TO)
        .heartbeatInterval(HEARTBEAT)
        .missedHeartbeatsLimit(MISSED_HEARTBEATS)
        .enableImmediateExecution()
        .failureLogging(LogLevel.OFF, false) // WorkTask logs, and says which deployment
        .shutdownMaxWait(settings.maxWait())
        .build();
  }

  /** Named outright: db-scheduler's own search warns of H2, whose timestamps are fine. */
  private JdbcCustomization dialect(Database database) {
    String ours = tasks.stream()
        .map(task -> "'" + task.getName() + "'")
        .collect(joining(", ", " and task_name in (", ")"));
    return database.isPostgreSql()
        ? new PostgreSqlJdbcCustomization(false, false) {
          @Override
          public String createSelectDueQuery(String table, int limit, String condition,
              boolean byPriority) {
            return super.createSelectDueQuery(table, limit, condition + ours, byPriority);
          }
        }
        : new DefaultJdbcCustomization(false) {
          @Override
          public String createSelectDueQuery(String table, int limit, String condition,
              boolean byPriority) {
            return super.createSelectDueQuery(table, limit, condition + ours, byPriority);
          }
        };
  }
}
