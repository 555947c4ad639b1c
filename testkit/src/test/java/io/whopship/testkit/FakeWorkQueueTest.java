package io.whopship.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whopship.ports.driven.WorkQueue;
import io.whopship.ports.driving.AdvanceDeployment;
import io.whopship.ports.driving.AdvanceDeployment.Next;
import io.whopship.ports.driving.TellRoute;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.deploy.Work;
import io.whopship.testkit.FakeWorkQueue.Waiting;
import io.whopship.testkit.contract.WorkQueueContract;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class FakeWorkQueueTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final MovableClock clock = new MovableClock(START);
  private final FakeWorkQueue queue = new FakeWorkQueue(clock);

  private static Work work(long deployment) {
    return Work.first(new DeploymentId(deployment), 1);
  }

  @Test
  void nothingRunsBeforeTheClockIsMoved() {
    queue.schedule(work(1), START.plusSeconds(1));

    assertThat(queue.runDue(work -> new Next.Done())).isZero();

    clock.advance(Duration.ofSeconds(1));
    assertThat(queue.runDue(work -> new Next.Done())).isEqualTo(1);
    assertThat(queue.waiting()).isEmpty();
  }

  @Test
  void dueWorkRunsInTheOrderOfItsTime() {
    queue.schedule(work(1), START.plusSeconds(2));
    queue.schedule(work(2), START.plusSeconds(1));
    queue.schedule(work(3), START.plusSeconds(3));
    clock.advance(Duration.ofSeconds(2));
    List<Work> done = new ArrayList<>();

    queue.runDue(work -> {
      done.add(work);
      return new Next.Done();
    });

    assertThat(done).containsExactly(work(2), work(1));
    assertThat(queue.waiting()).containsExactly(new Waiting(work(3), START.plusSeconds(3)));
  }

  @Test
  void theClockMovesFromDueTimeToDueTime() {
    queue.schedule(work(1), START.plusSeconds(10));
    List<Instant> times = new ArrayList<>();

    queue.runUntilIdle(work -> {
      times.add(clock.instant());
      return work.attempt() < 2
          ? new Next.Again(work.again(), clock.instant().plusSeconds(30))
          : new Next.Done();
    }, Duration.ofMinutes(5));

    assertThat(times).containsExactly(START.plusSeconds(10), START.plusSeconds(40),
        START.plusSeconds(70));
    assertThat(clock.instant()).isEqualTo(START.plusSeconds(70));
  }

  @Test
  void aRunEndsWhenItsTimeIsOver() {
    queue.schedule(work(1), START.plusSeconds(61));

    queue.runUntilIdle(work -> new Next.Done(), Duration.ofMinutes(1));

    assertThat(queue.waiting()).hasSize(1);
    assertThat(clock.instant()).isEqualTo(START.plusSeconds(60));
  }

  @Test
  void workThatThrewStillWaits() {
    queue.schedule(work(1), START);
    AdvanceDeployment broken = work -> {
      throw new IllegalStateException("a bug");
    };

    assertThatThrownBy(() -> queue.runNext(broken)).hasMessage("a bug");

    assertThat(queue.runNext(work -> new Next.Done())).isTrue();
    assertThat(queue.runNext(work -> new Next.Done())).isFalse();
  }

  @Test
  void workThatNeverEndsIsAnErrorNotAHang() {
    queue.schedule(work(1), START);

    assertThatThrownBy(() -> queue.runDue(work -> new Next.Again(work, START)))
        .hasMessageContaining("more than 10000 pieces of work");
  }

  @Nested
  class UnderContract extends WorkQueueContract {
    @Override
    protected RunningQueue open() {
      return new OnAMovableClock(clock, queue);
    }
  }

  /** Waits by moving the clock on, a little at a time. */
  private static final class OnAMovableClock implements WorkQueueContract.RunningQueue {

    private final MovableClock clock;
    private final FakeWorkQueue queue;
    private AdvanceDeployment advance = work -> {
      throw new IllegalStateException("nobody was started");
    };
    private TellRoute tell = work -> {
      throw new IllegalStateException("nobody was started");
    };

    OnAMovableClock(MovableClock clock, FakeWorkQueue queue) {
      this.clock = clock;
      this.queue = queue;
    }

    @Override
    public WorkQueue queue() {
      return queue;
    }

    @Override
    public Instant now() {
      return clock.instant();
    }

    @Override
    public void start(AdvanceDeployment newAdvance, TellRoute newTell) {
      advance = newAdvance;
      tell = newTell;
    }

    @Override
    public void await(BooleanSupplier condition) {
      Instant end = clock.instant().plusSeconds(5);
      runDue();
      while (!condition.getAsBoolean()) {
        assertThat(clock.instant()).isBefore(end);
        clock.advance(Duration.ofMillis(10));
        runDue();
      }
    }

    private void runDue() {
      queue.runDue(advance);
      queue.runRoutesDue(tell);
    }

    @Override
    public void close() {}
  }
}
