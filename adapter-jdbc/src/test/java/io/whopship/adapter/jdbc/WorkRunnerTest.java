package io.whopship.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.whopship.ports.driving.AdvanceDeployment;
import io.whopship.ports.driving.AdvanceDeployment.Next;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.deploy.Change;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.DeploymentState;
import io.whopship.ports.model.deploy.Work;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkRunnerTest {

  /** No test gets anywhere by polling. */
  private static final Duration NEVER = Duration.ofHours(1);
  private static final Work WORK = Work.first(new DeploymentId(7), 3);

  @TempDir
  Path directory;

  private H2Stores h2;

  @BeforeEach
  void open() {
    h2 = new H2Stores(directory);
  }

  @AfterEach
  void close() {
    h2.close();
  }

  private WorkRunner run(AdvanceDeployment advance, int parallel) {
    return h2.stores.run(advance,
        new WorkSettings("node-1", parallel, NEVER, Duration.ofSeconds(5)));
  }

  private void schedule(Work work) {
    h2.stores.workQueue().schedule(work, Instant.now());
  }

  @Test
  void aRecordedWakeUpIsDoneWithoutWaitingForThePoll() {
    List<Work> done = new CopyOnWriteArrayList<>();
    Deployment deployment = Given.deployment(h2.stores, "site");
    try (WorkRunner runner = run(work -> {
      done.add(work);
      return new Next.Done();
    }, 8)) {
      assertThat(runner).isNotNull();

      Given.won(h2.stores, Change.to(deployment, new DeploymentState.Building(Given.NOW))
          .wakeAt(Instant.now()));

      await().untilAsserted(
          () -> assertThat(done).containsExactly(Work.first(deployment.id(), 1)));
    }
  }

  @Test
  void whatADeadRunOfThisNodeHadInHandIsTakenUpAtOnce() {
    schedule(WORK);
    h2.execute("update scheduled_tasks set picked = true, picked_by = 'node-1',"
        + " last_heartbeat = current_timestamp, version = 2");
    CountDownLatch done = new CountDownLatch(1);

    try (WorkRunner runner = run(work -> {
      done.countDown();
      return new Next.Done();
    }, 8)) {
      assertThat(runner).isNotNull();
      await().until(() -> done.getCount() == 0);
    }
  }

  @Test
  void whatAnotherLivingNodeHasInHandIsLeftToIt() {
    schedule(WORK);
    h2.execute("update scheduled_tasks set picked = true, picked_by = 'node-2',"
        + " last_heartbeat = current_timestamp, version = 2");
    Work own = Work.first(new DeploymentId(8), 1);
    List<Work> done = new CopyOnWriteArrayList<>();

    try (WorkRunner runner = run(work -> {
      done.add(work);
      return new Next.Done();
    }, 8)) {
      assertThat(runner).isNotNull();
      schedule(own);
      await().until(() -> !done.isEmpty());
    }
    assertThat(done).containsExactly(own);
  }

  @Test
  void workThatBreaksOffIsTriedAgainInFiveSeconds() {
    schedule(WORK);
    Instant before = Instant.now();

    try (WorkRunner runner = run(work -> {
      throw new IllegalStateException("a defect, thrown by a test");
    }, 8)) {
      assertThat(runner).isNotNull();
      await().until(() -> h2.waitingWork().containsKey(WORK.again()));
    }

    assertThat(h2.waitingWork()).containsOnlyKeys(WORK.again());
    assertThat(h2.waitingWork().get(WORK.again()))
        .isBetween(before.plusSeconds(5), Instant.now().plusSeconds(5));
  }

  @Test
  void noMoreRunsAtOnceThanIsAllowed() {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger done = new AtomicInteger();
    for (int i = 1; i <= 12; i++) {
      schedule(Work.first(new DeploymentId(i), 1));
    }

    try (WorkRunner runner = run(work -> {
      most.accumulateAndGet(running.incrementAndGet(), Math::max);
      await().pollDelay(Duration.ofMillis(20)).until(() -> true);
      running.decrementAndGet();
      done.incrementAndGet();
      return new Next.Done();
    }, 3)) {
      assertThat(runner).isNotNull();
      await().until(() -> done.get() == 12);
    }
    assertThat(most).hasValue(3);
  }

  @Test
  void closingWaitsForWhatRuns() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    schedule(WORK);
    WorkRunner runner = run(work -> {
      started.countDown();
      awaitLatch(mayEnd);
      return new Next.Done();
    }, 8);
    awaitLatch(started);

    Thread closing = Thread.ofVirtual().start(runner::close);
    await().until(() -> closing.getState() == Thread.State.TIMED_WAITING);
    mayEnd.countDown();
    closing.join();

    assertThat(h2.waitingWork()).isEmpty();
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
