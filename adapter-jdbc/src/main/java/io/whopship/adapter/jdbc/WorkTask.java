package io.whopship.adapter.jdbc;

import com.github.kagkarlsson.scheduler.exceptions.ExecutionException;
import com.github.kagkarlsson.scheduler.serializer.Serializer;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.SchedulableInstance;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import io.whopship.ports.driving.AdvanceDeployment;
import io.whopship.ports.driving.AdvanceDeployment.Next;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.deploy.DeploymentState;
import io.whopship.ports.model.deploy.DeploymentState.Active;
import io.whopship.ports.model.deploy.DeploymentState.Building;
import io.whopship.ports.model.deploy.DeploymentState.Failed;
import io.whopship.ports.model.deploy.DeploymentState.Paused;
import io.whopship.ports.model.deploy.DeploymentState.Pending;
import io.whopship.ports.model.deploy.DeploymentState.Placing;
import io.whopship.ports.model.deploy.DeploymentState.Probing;
import io.whopship.ports.model.deploy.DeploymentState.Queued;
import io.whopship.ports.model.deploy.DeploymentState.Settling;
import io.whopship.ports.model.deploy.DeploymentState.Shifting;
import io.whopship.ports.model.deploy.DeploymentState.Soaking;
import io.whopship.ports.model.deploy.DeploymentState.Withdrawing;
import io.whopship.ports.model.deploy.Work;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work in db-scheduler's terms: a task for each kind of state, one instance
 * {@code <deployment>:<version>} for each piece of work, the attempt as its data.
 */
final class WorkTask {

  /** Builds and places: may take long, as files are read and sent. */
  static final String ADVANCE = "advance-deployment";

  /** Moves visitors, or sends them back: short, and not to be kept waiting by what takes long. */
  static final String STEER = "steer-deployment";

  static final Serializer DATA = new Attempts();

  private static final Duration AFTER_ERROR = Duration.ofSeconds(5);
  private static final Logger LOG = LoggerFactory.getLogger(WorkTask.class);

  private final String name;
  private final AdvanceDeployment advance;
  private final InstantSource clock;

  WorkTask(String name, AdvanceDeployment advance, InstantSource clock) {
    this.name = name;
    this.advance = advance;
    this.clock = clock;
  }

  Task<Integer> task() {
    return Tasks.custom(name, Integer.class)
        .onFailure((failed, operations) -> retryLater(failed, operations, clock))
        .execute((instance, context) -> run(instance));
  }

  private CompletionHandler<Integer> run(TaskInstance<Integer> instance) {
    return switch (advance.advance(work(instance))) {
      case Next.Done() -> noting(new CompletionHandler.OnCompleteRemove<>());
      case Next.Again(Work again, Instant at) ->
        noting((done, operations) -> handInAgain(done, operations, again, at));
    };
  }

  /**
   * Notes what became of work, if it is still in this server's hand: while it stalled, others may
   * have taken it up, and ended it.
   */
  static CompletionHandler<Integer> noting(CompletionHandler<Integer> handler) {
    return (done, operations) -> {
      try {
        handler.complete(done, operations);
      } catch (ExecutionException e) {
        LOG.info("work was taken over by another server meanwhile work={}",
            done.getExecution().taskInstance.getId());
      }
    };
  }

  private void handInAgain(ExecutionComplete done, ExecutionOperations<Integer> operations,
      Work again, Instant at) {
    if (instance(again).equals(done.getExecution().taskInstance.getId())) {
      operations.reschedule(done, dueAt(at), again.attempt());
    } else {
      operations.removeAndScheduleNew(SchedulableInstance
          .of(new TaskInstance<>(name, instance(again), again.attempt()), dueAt(at)));
    }
  }

  /** What {@link AdvanceDeployment} throws is a defect, or the database is away. */
  @SuppressWarnings("unchecked") // db-scheduler hands back an instance of this very task
  static void retryLater(ExecutionComplete failed, ExecutionOperations<Integer> operations,
      InstantSource clock) {
    TaskInstance<Integer> instance = failed.getExecution().taskInstance;
    LOG.error("Work broke off, it will be tried again. work={} retryIn={}", instance.getId(),
        AFTER_ERROR, failed.getCause().orElse(null));
    noting((done, noted) -> noted.reschedule(done, clock.instant().plus(AFTER_ERROR),
        instance.getData() + 1)).complete(failed, operations);
  }

  /**
   * To the microsecond that the table keeps. Up, as work may be late but never early; and no more
   * than that, as work for now must be due when a runner, woken by its commit, looks for it.
   */
  static Instant dueAt(Instant at) {
    return at.plusNanos(999).truncatedTo(ChronoUnit.MICROS);
  }

  /** The task of the work that is to be done in a state. */
  static String name(DeploymentState state) {
    return switch (state) {
      case Shifting s -> STEER;
      case Soaking s -> STEER;
      case Paused p -> STEER;
      case Settling s -> STEER;
      case Withdrawing w -> STEER;
      case Pending p -> ADVANCE;
      case Building b -> ADVANCE;
      case Queued q -> ADVANCE;
      case Placing p -> ADVANCE;
      case Probing p -> ADVANCE;
      case Active a -> ADVANCE;
      case Failed f -> ADVANCE;
    };
  }

  static String instance(Work work) {
    return work.deployment() + ":" + work.version();
  }

  private static Work work(TaskInstance<Integer> instance) {
    String[] parts = instance.getId().split(":", -1);
    return new Work(new DeploymentId(Long.parseLong(parts[0])), Long.parseLong(parts[1]),
        instance.getData());
  }

  /** Attempts as decimal digits. */
  private static final class Attempts implements Serializer {

    @Override
    public byte[] serialize(Object data) {
      return data.toString().getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public <T> T deserialize(Class<T> type, byte[] data) {
      return type.cast(Integer.valueOf(new String(data, StandardCharsets.US_ASCII)));
    }
  }
}
