package io.whopship.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driven.WorkQueue;
import io.whopship.ports.driving.AdvanceDeployment;
import io.whopship.ports.driving.AdvanceDeployment.Next;
import io.whopship.ports.driving.TellRoute;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.deploy.RouteWork;
import io.whopship.ports.model.deploy.Work;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What {@link WorkQueue} promises while its process lives. */
public abstract class WorkQueueContract {

  /** A work queue of one test, with what runs it. */
  public interface RunningQueue extends AutoCloseable {

    WorkQueue queue();

    /** By the clock that the queue itself goes by. */
    Instant now();

    /** From now on, due work is handed to these. Called once at most. */
    void start(AdvanceDeployment advance, TellRoute tell);

    /**
     * Lets time pass, by moving a clock or by waiting, until this holds; fails if it does not
     * within a few seconds.
     */
    void await(BooleanSupplier condition);

    /** Stops, as at the end of a process; what waits is kept if the queue is a durable one. */
    @Override
    void close();
  }

  static final Duration SOON = Duration.ofMillis(300);
  static final Work WORK = Work.first(new DeploymentId(7), 3);
  /** Due after the work in question: once it is done, that would have been too. */
  static final Work LAST = Work.first(new DeploymentId(99), 1);

  RunningQueue running;

  /** Opens an empty queue, which a test closes at its end. */
  protected abstract RunningQueue open() throws Exception;

  @BeforeEach
  void openQueue() throws Exception {
    running = open();
  }

  @AfterEach
  void closeQueue() {
    running.close();
  }

  void schedule(Work work, Instant at) {
    running.queue().schedule(work, at);
  }

  RecordedWork start(RecordedWork.Answer answer) {
    RecordedWork recorded = new RecordedWork(running::now, answer);
    running.start(recorded, work -> new TellRoute.Next.Done());
    return recorded;
  }

  void awaitDone(RecordedWork recorded, Work work) {
    running.await(() -> recorded.works().contains(work));
  }

  @Nested
  class Scheduling {

    @Test
    void handsWorkInAtItsTimeAndNotBefore() {
      Instant at = running.now().plus(SOON);
      RecordedWork recorded = start(work -> new Next.Done());

      schedule(WORK, at);

      awaitDone(recorded, WORK);
      assertThat(recorded.times()).singleElement()
          .satisfies(time -> assertThat(time).isAfterOrEqualTo(at));
    }

    @Test
    void handsInAtOnceWhatWasDueBefore() {
      schedule(WORK, running.now().minusSeconds(60));

      awaitDone(start(work -> new Next.Done()), WORK);
    }

    @Test
    void keepsDeploymentVersionAndAttempt() {
      Work work = new Work(new DeploymentId(1L << 40), 1L << 33, 5);
      schedule(work, running.now());

      awaitDone(start(any -> new Next.Done()), work);
    }

    @Test
    void ofOneVersionTwiceHandsItInOnce() {
      schedule(WORK, running.now().plus(SOON));
      schedule(WORK, running.now().plus(SOON));
      schedule(LAST, running.now().plus(SOON.multipliedBy(2)));

      RecordedWork recorded = start(work -> new Next.Done());

      awaitDone(recorded, LAST);
      assertThat(recorded.works()).containsExactlyInAnyOrder(WORK, LAST);
    }

    @Test
    void leavesWaitingWorkAsItIs() {
      schedule(WORK, running.now().plus(SOON));
      schedule(WORK.again(), running.now().plusSeconds(3600));
      RecordedWork recorded = start(work -> new Next.Done());

      awaitDone(recorded, WORK);
      assertThat(recorded.works()).containsExactly(WORK);
    }

    @Test
    void tellsVersionsAndDeploymentsApart() {
      Work otherVersion = Work.first(WORK.deployment(), WORK.version() + 1);
      Work otherDeployment = Work.first(new DeploymentId(8), WORK.version());
      for (Work work : List.of(WORK, otherVersion, otherDeployment)) {
        schedule(work, running.now());
      }

      RecordedWork recorded = start(work -> new Next.Done());

      running.await(() -> recorded.works().size() >= 3);
      assertThat(recorded.works())
          .containsExactlyInAnyOrder(WORK, otherVersion, otherDeployment);
    }

    @Test
    void ofOneVersionByManyAtOnceHandsItInOnce() throws Exception {
      Instant at = running.now().plus(SOON);
      Callable<Boolean> scheduling = () -> {
        schedule(WORK, at);
        return true;
      };
      AtOnce.run(Collections.nCopies(8, scheduling));
      schedule(LAST, at.plus(SOON));

      RecordedWork recorded = start(work -> new Next.Done());

      awaitDone(recorded, LAST);
      assertThat(recorded.works()).containsExactlyInAnyOrder(WORK, LAST);
    }

    @Test
    void handsInAllOfManyPieces() {
      List<Work> all = new ArrayList<>();
      for (int i = 1; i <= 40; i++) {
        all.add(Work.first(new DeploymentId(i), i));
      }
      RecordedWork recorded = start(work -> new Next.Done());

      all.forEach(work -> schedule(work, running.now()));

      running.await(() -> recorded.works().size() >= 40);
      assertThat(recorded.works()).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void isPossibleFromWithinWork() {
      Work next = Work.first(WORK.deployment(), WORK.version() + 1);
      schedule(WORK, running.now());

      awaitDone(start(work -> {
        if (work.equals(WORK)) {
          schedule(next, running.now());
        }
        return new Next.Done();
      }), next);
    }
  }

  @Nested
  class WhatIsDone {

    @Test
    void doesNotComeAgain() {
      schedule(WORK, running.now());
      schedule(LAST, running.now().plus(SOON));
      RecordedWork recorded = start(work -> new Next.Done());

      awaitDone(recorded, LAST);
      assertThat(recorded.works()).containsExactlyInAnyOrder(WORK, LAST);
    }
  }

  @Nested
  class Again {

    @Test
    void comesAsItWasSaidAndNotBeforeItsTime() {
      Instant start = running.now();
      schedule(WORK, start);
      RecordedWork recorded = start(work -> work.attempt() < 2
          ? new Next.Again(work.again(), running.now().plus(SOON))
          : new Next.Done());

      awaitDone(recorded, WORK.again().again());

      assertThat(recorded.works()).containsExactly(WORK, WORK.again(), WORK.again().again());
      assertThat(recorded.times().get(1)).isAfterOrEqualTo(start.plus(SOON));
      assertThat(recorded.times().get(2)).isAfterOrEqualTo(start.plus(SOON.multipliedBy(2)));
    }

    @Test
    void mayKeepItsAttempt() {
      schedule(WORK, running.now());
      RecordedWork recorded = new RecordedWork(running::now, work -> new Next.Done());
      RecordedWork first = new RecordedWork(running::now,
          work -> new Next.Again(work, running.now()));
      running.start(work -> first.works().isEmpty()
          ? first.advance(work)
          : recorded.advance(work), work -> new TellRoute.Next.Done());

      awaitDone(recorded, WORK);
      assertThat(first.works()).containsExactly(WORK);
    }
  }

  @Nested
  class OfRoutes {

    private final RouteWork route = RouteWork.telling(new AppId(1L << 40), 1L << 33);
    private final List<RouteWork> told = new CopyOnWriteArrayList<>();

    private void startTelling(Function<RouteWork, TellRoute.Next> answer) {
      running.start(work -> new Next.Done(), work -> {
        told.add(work);
        return answer.apply(work);
      });
    }

    @Test
    void handsThemInAtTheirTime() {
      running.queue().schedule(route, running.now().plus(SOON));
      startTelling(work -> new TellRoute.Next.Done());

      assertThat(told).isEmpty();
      running.await(() -> !told.isEmpty());
      assertThat(told).containsExactly(route);
    }

    @Test
    void handsOneInAgainThatAsksForIt() {
      running.queue().schedule(route, running.now());
      startTelling(work -> work.attempt() == 0
          ? new TellRoute.Next.Again(work.again(), running.now())
          : new TellRoute.Next.Done());

      running.await(() -> told.size() == 2);
      assertThat(told).containsExactly(route, route.again());
    }

    @Test
    void tellsTellingAndConfirmingApart() {
      RouteWork confirming = RouteWork.confirming(route.app(), route.generation());
      running.queue().schedule(route, running.now());
      running.queue().schedule(confirming, running.now().plus(SOON));
      startTelling(work -> new TellRoute.Next.Done());

      running.await(() -> told.size() == 2);
      assertThat(told).containsExactly(route, confirming);
    }

    @Test
    void leavesOneThatWaitsAsItIs() {
      running.queue().schedule(route, running.now());
      running.queue().schedule(route.again(), running.now().plusSeconds(3600));
      running.queue().schedule(RouteWork.telling(new AppId(9), 1), running.now().plus(SOON));
      startTelling(work -> new TellRoute.Next.Done());

      running.await(() -> told.size() == 2);
      assertThat(told).first().isEqualTo(route);
    }
  }
}
