package io.whopship.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.kagkarlsson.scheduler.event.SchedulerListeners;
import com.github.kagkarlsson.scheduler.exceptions.ExecutionException;
import com.github.kagkarlsson.scheduler.task.Execution;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkTaskTest {

  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

  private final Execution execution = new Execution(NOW,
      new TaskInstance<>(WorkTask.ADVANCE, "7:3", 0));

  private void end(RuntimeException fault) {
    WorkTask.noting((done, operations) -> {
      throw fault;
    })
        .complete(ExecutionComplete.success(execution, NOW, NOW),
            new ExecutionOperations<>(null, new SchedulerListeners(List.of()), execution));
  }

  @Test
  void workThatOthersTookFromAStalledServerIsNoFault() {
    assertThatCode(() -> end(new ExecutionException("Expected one execution to be removed, but"
        + " removed 0. Indicates a bug.", execution))).doesNotThrowAnyException();
  }

  @Test
  void anyOtherFaultIs() {
    assertThatThrownBy(() -> end(new IllegalStateException("the database is away")))
        .hasMessage("the database is away");
  }
}
