package io.whopship.adapter.jdbc;

import io.whopship.ports.driven.Signals;
import io.whopship.ports.driven.WorkQueue;
import io.whopship.ports.model.deploy.DeploymentState;
import io.whopship.ports.model.deploy.RouteWork;
import io.whopship.ports.model.deploy.Work;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;

/** Work in db-scheduler's table; a {@link WorkRunner} does it. */
final class JdbcWorkQueue implements WorkQueue {

  private final Database database;
  private final Signals signals;
  private volatile Consumer<Instant> listener = at -> {
  };

  JdbcWorkQueue(Database database, Signals signals) {
    this.database = database;
    this.signals = signals;
  }

  @Override
  public void schedule(Work work, Instant at) {
    database.inTransaction("schedule work for deployment " + work.deployment(), handle -> {
      add(handle, WorkTask.ADVANCE, WorkTask.instance(work), work.attempt(), at);
      return work;
    });
    announce(at);
  }

  @Override
  public void schedule(RouteWork work, Instant at) {
    database.inTransaction("schedule the route of app " + work.app(), handle -> {
      add(handle, work, at);
      return work;
    });
    announce(at);
  }

  void add(Handle handle, RouteWork work, Instant at) {
    add(handle, RouteTask.NAME, RouteTask.instance(work), work.attempt(), at);
  }

  /**
   * Adds work within a transaction, as db-scheduler's own client would. That one looks first and
   * then inserts: if another does so in between, PostgreSQL gives up the whole transaction.
   */
  void add(Handle handle, Work work, DeploymentState state, Instant at) {
    add(handle, WorkTask.name(state), WorkTask.instance(work), work.attempt(), at);
  }

  private static void add(Handle handle, String name, String instance, int attempt, Instant at) {
    handle.createUpdate("insert into scheduled_tasks (task_name, task_instance, task_data,"
        + " execution_time, picked, version) values (:name, :instance, :data, :at, false, 1)"
        + " on conflict do nothing")
        .bind("name", name)
        .bind("instance", instance)
        .bind("data", WorkTask.DATA.serialize(attempt))
        .bind("at", InstantArgument.exact(WorkTask.dueAt(at)))
        .execute();
  }

  WorkBacklog backlog(Instant now) {
    return database.read("look how much work is due",
        handle -> handle.createQuery("select count(*) as pieces,"
            + " coalesce(min(execution_time), :now) as oldest from scheduled_tasks"
            + " where task_name in (<names>) and picked = false and execution_time <= :now")
            .bindList("names", WorkTask.ADVANCE, WorkTask.STEER)
            .bind("now", now)
            .map((row, context) -> new WorkBacklog(row.getLong("pieces"),
                Duration.between(InstantArgument.read(row, "oldest"), now)))
            .one());
  }

  /** Says that work was committed, so that it need not wait for the next poll. */
  void announce(Instant at) {
    listener.accept(at);
    if (!at.isAfter(Instant.now())) {
      signals.announce(new Signals.Signal.WorkIsDue());
    }
  }

  void listen(Consumer<Instant> newListener) {
    listener = newListener;
  }
}
