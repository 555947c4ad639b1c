package io.whopship.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.whopship.ports.driving.AdvanceDeployment;
import io.whopship.ports.driving.AdvanceDeployment.Next;
import io.whopship.ports.driving.TellRoute;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.deploy.Change;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.DeploymentState;
import io.whopship.ports.model.deploy.RouteWork;
import io.whopship.ports.model.deploy.Work;
import io.whopship.ports.model.rollout.Release;
import io.whopship.ports.model.rollout.ReleaseName;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@EnumSource
class WorkRunnerTest {

  /** No test gets anywhere by polling. */
  private static final Duration NEVER = Duration.ofHours(1);
  private static final Release RELEASE = new Release(
      new ReleaseName(new AppId(1), new DeploymentId(1)), "v1");
  private static final Work WORK = Work.first(new DeploymentId(7), 3);

  private final TestDatabase database;

  @TempDir
  Path directory;

  WorkRunnerTest(TestDatabase database) {
    this.database = database;
  }

  private OpenStores opened;
  private @Nullable WorkRunner runner;
  private final List<Work> done = new CopyOnWriteArrayList<>();

  @BeforeEach
  void open() {
    opened = new OpenStores(database.in(directory));
  }

  @AfterEach
  void close() {
    if (runner != null) {
      runner.close();
    }
    opened.close();
  }

  private WorkRunner run(AdvanceDeployment advance, int parallel) {
    WorkRunner started = opened.stores.run(advance, route -> new TellRoute.Next.Done(),
        new WorkSettings("node-1", parallel, NEVER, Duration.ofSeconds(5)));
    runner = started;
    return started;
  }

  private static void awaitWhateverComes(CountDownLatch latch) {
    while (latch.getCount() > 0) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        // It is the step that does not hear which is wanted here.
      }
    }
  }

  private Next remember(Work work) {
    done.add(work);
    return new Next.Done();
  }

  private void schedule(Work work) {
    opened.stores.workQueue().schedule(work, Instant.now());
  }

  private void isInHandOf(Worker worker) {
    opened.execute("update scheduled_tasks set picked = true, picked_by = '" + worker.name()
        + "', last_heartbeat = current_timestamp, version = 2");
  }

  @Test
  void aRecordedWakeUpIsDoneWithoutWaitingForThePoll() {
    Deployment deployment = Given.deployment(opened.stores, "site");
    run(this::remember, 8);

    Given.won(opened.stores,
        Change.to(deployment, new DeploymentState.Building(Given.NOW)).wakeAt(Instant.now()));

    await().untilAsserted(
        () -> assertThat(done).containsExactly(Work.first(deployment.id(), 1)));
  }

  @Test
  void workForNowIsNeverLeftForTheNextPoll() {
    run(this::remember, 8);

    for (int i = 1; i <= 50; i++) {
      schedule(Work.first(new DeploymentId(i), 1));
      await().pollInterval(Duration.ofMillis(5))
          .atMost(Duration.ofSeconds(4))
          .until(() -> !opened.isWorkLeft());
    }
  }

  @Test
  void whatADeadRunOfThisNodeHadInHandIsTakenUpAtOnce() {
    schedule(WORK);
    isInHandOf(Worker.of("node-1"));

    run(this::remember, 8);

    // Other nodes would have to wait for four missed heartbeats, 5 s.
    await().atMost(Duration.ofSeconds(4)).until(() -> done.contains(WORK));
  }

  @Test
  void whatDoesNotEndWithItsRunnerIsFreeForOthersAtOnce() throws Exception {
    CountDownLatch isIn = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    WorkRunner first = opened.stores.run(work -> {
      isIn.countDown();
      awaitWhateverComes(mayEnd);
      return new Next.Done();
    }, route -> new TellRoute.Next.Done(),
        new WorkSettings("node-1", 1, NEVER, Duration.ofMillis(50)));
    schedule(WORK);
    isIn.await();

    first.close();
    first.close();
    runner = opened.stores.run(this::remember, route -> new TellRoute.Next.Done(),
        new WorkSettings("node-2", 1, NEVER, Duration.ofSeconds(5)));

    // Had it been left in the first one's hand, it would take four missed heartbeats, 8 s.
    await().atMost(Duration.ofSeconds(4)).until(() -> done.contains(WORK));
    mayEnd.countDown();
  }

  @ParameterizedTest
  @ValueSource(strings = {"node-2", "node-1:8000", "node_1"})
  void whatAnotherLivingNodeHasInHandIsLeftToIt(String node) {
    Work own = Work.first(new DeploymentId(8), 1);
    schedule(WORK);
    isInHandOf(Worker.of(node));

    run(this::remember, 8);
    schedule(own);

    await().until(() -> done.contains(own));
    assertThat(done).containsExactly(own);
  }

  @Test
  void aRunThatWasReplacedLeavesToItsSuccessorWhatThatHasInHand() {
    WorkRunner replaced = run(this::remember, 1);
    opened.stores.workQueue().schedule(WORK, Instant.now().plus(NEVER));
    isInHandOf(Worker.of("node-1"));

    replaced.close();

    assertThat(opened.waitingWork()).isEmpty();
    assertThat(opened.isWorkLeft()).isTrue();
  }

  @Test
  void workThatBreaksOffIsTriedAgainInFiveSeconds() {
    Instant before = Instant.now();
    schedule(WORK);

    run(work -> {
      throw new IllegalStateException("a defect, thrown by a test");
    }, 8);

    await().until(() -> opened.waitingWork().containsKey(WORK.again()));
    assertThat(opened.waitingWork()).containsOnlyKeys(WORK.again());
    assertThat(opened.waitingWork().get(WORK.again()))
        .isBetween(before.plusSeconds(5), Instant.now().plusSeconds(5));
  }

  @Test
  void asMuchRunsAtOnceAsIsAllowedAndNoMore() {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CyclicBarrier threeAreHere = new CyclicBarrier(3);
    for (int i = 1; i <= 12; i++) {
      schedule(Work.first(new DeploymentId(i), 1));
    }

    run(work -> {
      most.accumulateAndGet(running.incrementAndGet(), Math::max);
      await().until(() -> threeAreHere.await(10, TimeUnit.SECONDS) >= 0);
      running.decrementAndGet();
      return remember(work);
    }, 3);

    await().until(() -> done.size() == 12);
    assertThat(most).hasValue(3);
  }

  @Test
  void noPlaceStaysEmptyBesideDueWorkBeyondWhatOneFetchBrings() {
    CountDownLatch lastHasRun = new CountDownLatch(1);
    Instant now = Instant.now();
    for (int i = 1; i <= 10; i++) {
      opened.stores.workQueue()
          .schedule(Work.first(new DeploymentId(i), 1), now.minusSeconds(10 - i));
    }

    run(work -> {
      switch ((int) work.deployment().value()) {
        case 8, 9 -> awaitWhateverComes(lastHasRun);
        case 10 -> lastHasRun.countDown();
        default -> {
        }
      }
      return remember(work);
    }, 3);

    await().until(() -> done.size() == 10);
  }

  @Test
  void visitorsAreMovedWhileAllPlacesOfOtherWorkAreTaken() throws Exception {
    CountDownLatch isIn = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    Deployment deployment = Given.deployment(opened.stores, "site");
    Work blocking = Work.first(new DeploymentId(1_000), 1);
    List<RouteWork> told = new CopyOnWriteArrayList<>();
    runner = opened.stores.run(work -> {
      if (work.equals(blocking)) {
        isIn.countDown();
        awaitWhateverComes(mayEnd);
      }
      return remember(work);
    }, route -> {
      told.add(route);
      return new TellRoute.Next.Done();
    }, new WorkSettings("node-1", 1, NEVER, Duration.ofSeconds(5)));
    schedule(blocking);
    isIn.await();
    RouteWork route = RouteWork.telling(deployment.app(), 1);

    opened.stores.workQueue().schedule(route, Instant.now());
    Given.won(opened.stores,
        Change.to(deployment, new DeploymentState.Settling(Given.NOW, RELEASE))
            .wakeAt(Instant.now()));

    await().untilAsserted(() -> {
      assertThat(told).containsExactly(route);
      assertThat(done).containsExactly(Work.first(deployment.id(), 1));
    });
    mayEnd.countDown();
  }

  @Test
  void closingWaitsForWhatRuns() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    schedule(WORK);
    WorkRunner busy = run(work -> {
      started.countDown();
      await().until(() -> mayEnd.await(10, TimeUnit.SECONDS));
      return remember(work);
    }, 8);
    await().until(() -> started.getCount() == 0);

    Thread closing = Thread.ofVirtual().start(busy::close);
    await().until(() -> closing.getState() == Thread.State.TIMED_WAITING);
    mayEnd.countDown();
    closing.join();
    runner = null;

    assertThat(done).containsExactly(WORK);
    assertThat(opened.isWorkLeft()).isFalse();
  }
}
