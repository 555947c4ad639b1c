package io.whopship.adapter.jdbc;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import io.whopship.ports.driving.TellRoute;
import io.whopship.ports.driving.TellRoute.Next;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.deploy.RouteWork;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The telling of routes in db-scheduler's terms: one instance {@code <app>:<generation>:tell} or
 * {@code ...:confirm} for each piece of work, the attempt as its data.
 */
final class RouteTask {

  static final String NAME = "tell-route";

  private static final String CONFIRM = "confirm";

  private final TellRoute tell;
  private final InstantSource clock;

  RouteTask(TellRoute tell, InstantSource clock) {
    this.tell = tell;
    this.clock = clock;
  }

  Task<Integer> task() {
    return Tasks.custom(NAME, Integer.class)
        .onFailure((failed, operations) -> WorkTask.retryLater(failed, operations, clock))
        .execute((instance, context) -> run(instance));
  }

  private CompletionHandler<Integer> run(TaskInstance<Integer> instance) {
    return switch (tell.tell(work(instance))) {
      case Next.Done() -> WorkTask.noting(new CompletionHandler.OnCompleteRemove<>());
      case Next.Again(RouteWork again, Instant at) ->
        WorkTask.noting((done, operations) -> operations.reschedule(done, WorkTask.dueAt(at),
            again.attempt()));
    };
  }

  static String instance(RouteWork work) {
    return work.app() + ":" + work.generation() + ":"
        + (work.isConfirmation() ? CONFIRM : "tell");
  }

  private static RouteWork work(TaskInstance<Integer> instance) {
    return work(instance.getId(), instance.getData());
  }

  static RouteWork work(String instance, int attempt) {
    String[] parts = instance.split(":", -1);
    return new RouteWork(new AppId(Long.parseLong(parts[0])), Long.parseLong(parts[1]),
        parts[2].equals(CONFIRM), attempt);
  }
}
