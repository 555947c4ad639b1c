package io.whopship.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.ports.driving.AdvanceDeployment.Next;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.deploy.Work;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What {@link io.whopship.ports.driven.WorkQueue} promises beyond the end of a process. */
public abstract class DurableWorkQueueContract extends WorkQueueContract {

  /** Opens the queue that the test had open, with all that waits in it; the other is closed. */
  protected abstract RunningQueue reopen() throws Exception;

  private void restart() throws Exception {
    running.close();
    running = reopen();
  }

  @Nested
  class AfterARestart {

    @Test
    void workStillWaitsForItsTime() throws Exception {
      schedule(WORK, running.now().plus(SOON));

      restart();

      awaitDone(start(work -> new Next.Done()), WORK);
    }

    @Test
    void workIsDoneThatFellDueMeanwhile() throws Exception {
      schedule(WORK, running.now());

      restart();

      awaitDone(start(work -> new Next.Done()), WORK);
    }

    @Test
    void workComesAgainWithItsAttempt() throws Exception {
      schedule(WORK, running.now());
      awaitDone(start(work -> new Next.Again(work.again(), running.now().plus(SOON))), WORK);

      restart();

      awaitDone(start(work -> new Next.Done()), WORK.again());
    }

    @Test
    void waitingWorkIsNotScheduledTwice() throws Exception {
      schedule(WORK, running.now().plus(SOON));
      restart();
      schedule(WORK, running.now().plus(SOON));
      schedule(LAST, running.now().plus(SOON.multipliedBy(2)));

      RecordedWork recorded = start(work -> new Next.Done());

      awaitDone(recorded, LAST);
      assertThat(recorded.works()).containsExactlyInAnyOrder(WORK, LAST);
    }

    @Test
    void whatWasDoneStaysDone() throws Exception {
      Work other = Work.first(new DeploymentId(8), 1);
      schedule(WORK, running.now());
      awaitDone(start(work -> new Next.Done()), WORK);
      restart();
      schedule(other, running.now());

      RecordedWork recorded = start(work -> new Next.Done());

      awaitDone(recorded, other);
      assertThat(recorded.works()).containsExactly(other);
    }
  }
}
