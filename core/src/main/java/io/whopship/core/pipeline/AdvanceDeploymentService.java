package io.whopship.core.pipeline;

import io.whopship.core.pipeline.Journal.TakenOver;
import io.whopship.core.sites.Backoff;
import io.whopship.core.sites.Leftovers;
import io.whopship.ports.driven.Apps;
import io.whopship.ports.driven.Deployments;
import io.whopship.ports.driven.Deployments.Recorded;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.driving.AdvanceDeployment;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.DeploymentEvent;
import io.whopship.ports.model.deploy.DeploymentState;
import io.whopship.ports.model.deploy.Failure;
import io.whopship.ports.model.deploy.Status;
import io.whopship.ports.model.deploy.Work;
import io.whopship.ports.model.rollout.ProbeSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Takes a deployment up, does the task of its state, and records what happened. What cannot be
 * reached is tried again, later each time, and in the end given up: no deployment stays where it is
 * without a word in its log.
 */
public final class AdvanceDeploymentService implements AdvanceDeployment {

  private static final Logger log = LoggerFactory.getLogger(AdvanceDeploymentService.class);
  private static final Duration TURN_INTERVAL = Duration.ofSeconds(1);

  /** A day of half minutes. */
  private static final int MAX_WITHDRAWALS = 2_880;

  private final Apps apps;
  private final Deployments deployments;
  private final ObservedPipeline pipeline;
  private final Transitions transitions;
  private final Leftovers leftovers;
  private final ProbeSettings probe;
  private final int usualAttempts;
  private final InstantSource clock;

  public AdvanceDeploymentService(Apps apps, Deployments deployments, ObservedPipeline pipeline,
      Transitions transitions, Leftovers leftovers, ProbeSettings probe, int maxAttempts,
      InstantSource clock) {
    this.apps = apps;
    this.deployments = deployments;
    this.pipeline = pipeline;
    this.transitions = transitions;
    this.leftovers = leftovers;
    this.probe = probe;
    this.usualAttempts = maxAttempts;
    this.clock = clock;
  }

  @Override
  public Next advance(Work work) {
    try {
      Optional<Deployment> claimed = claim(work);
      Optional<App> app = claimed.map(Deployment::app).flatMap(apps::find);
      return app.isEmpty() ? new Next.Done() : advance(work, claimed.get(), app.get());
    } catch (TakenOver e) {
      log.info("deployment taken over by another server deployment={}", work.deployment());
      return new Next.Done();
    } catch (RuntimeException e) {
      // Not even a line could be recorded. The work stays, so this ends when the store is back.
      log.error("deployment not advanced, will be tried again deployment={} attempt={}",
          work.deployment(), work.attempt(), e);
      return new Next.Again(afterFault(work, e),
          clock.instant().plus(Backoff.after(work.attempt(), e)));
    }
  }

  /** A store that is out is no fault of the step, and costs it no attempt. */
  private static Work afterFault(Work work, RuntimeException fault) {
    return fault instanceof PortException.Unavailable ? work : work.again();
  }

  /** Takes the deployment up; empty if this work is stale. */
  private Optional<Deployment> claim(Work work) {
    return deployments.find(work.deployment())
        .filter(deployment -> isDue(work, deployment))
        .flatMap(deployment -> deployments.claim(deployment.id()))
        .filter(deployment -> isDue(work, deployment));
  }

  private static boolean isDue(Work work, Deployment deployment) {
    Status status = deployment.state().status();
    return deployment.version() == work.version()
        && (status == Status.BUILDING || status == Status.DEPLOYING);
  }

  private Next advance(Work work, Deployment deployment, App app) {
    var task = new Task(work, deployment, app,
        new Journal(deployments, clock, deployment, Pipeline.stepOf(deployment.state())));
    if (work.attempt() >= maxAttempts(deployment)) {
      return giveUp(task);
    }
    try {
      return pipeline.run(deployment, app, task.journal(), work.attempt())
          .map(event -> record(task, event))
          .orElseGet(() -> lookAgain(task));
    } catch (TakenOver e) {
      throw e;
    } catch (PortException.Unavailable e) {
      return Thread.currentThread().isInterrupted()
          ? leaveToOthers(task)
          : tryAgain(task, failure(Failure.Code.UNAVAILABLE, e), e);
    } catch (PortException e) {
      if (deployment.state() instanceof DeploymentState.Withdrawing) {
        // A token that was mended may do what it could not before; a bad version may not stay.
        return tryAgain(task, failure(Failure.Code.UNAVAILABLE, e), e);
      }
      log.error("deployment broke deployment={}", deployment.id(), e);
      return record(task, new DeploymentEvent.Broke(failure(Failure.Code.INTERNAL, e)));
    } catch (RuntimeException | Error e) {
      // An Error too: what one artifact asks too much of, such as memory, must come to an end.
      log.error("unexpected error deployment={}", deployment.id(), e);
      return tryAgain(task,
          new Failure(Failure.Code.INTERNAL, "An unexpected error occurred"), e);
    }
  }

  /** For attempts that ended so badly that only the work queue could count them. */
  private Next giveUp(Task task) {
    log.error("deployment given up deployment={} attempts={}", task.deployment().id(),
        task.work().attempt());
    return record(task, new DeploymentEvent.Broke(new Failure(Failure.Code.INTERNAL,
        "An unexpected error ended each of " + task.work().attempt() + " attempts")));
  }

  private Next tryAgain(Task task, Failure failure, Throwable cause) {
    Work work = task.work();
    int tries = work.attempt() + 1;
    int maxAttempts = maxAttempts(task.deployment());
    if (tries >= maxAttempts) {
      return record(task, new DeploymentEvent.Broke(failure));
    }
    Duration pause = Backoff.after(work.attempt(), cause);
    log.warn("deployment will be tried again deployment={} attempt={} pause={} cause={}",
        work.deployment(), tries, pause, cause.toString());
    if (maxAttempts == usualAttempts || Integer.bitCount(tries) == 1) {
      task.journal().error(failure.message());
      task.journal()
          .announce("Trying again in " + Wording.seconds(pause) + " (attempt "
              + (tries + 1) + " of " + maxAttempts + ")");
    }
    return new Next.Again(work.again(), clock.instant().plus(pause));
  }

  /** This server ends: what it could not do says nothing of the world. */
  private Next leaveToOthers(Task task) {
    log.info("step left to the next server deployment={}", task.deployment().id());
    return new Next.Again(task.work(), clock.instant());
  }

  private Next record(Task task, DeploymentEvent event) {
    Deployment deployment = task.deployment();
    Instant now = clock.instant();
    Step step = Lifecycle.next(deployment.state(), event, deployment.plan(), probe, now);
    return switch (step) {
      case Step.To(DeploymentState next) -> {
        Next done = record(task, next, now);
        // Only now: another attempt would find none, and tell that instead.
        if (event instanceof DeploymentEvent.Broke broke && broke.artifactIsRefuse()) {
          leftovers.discardArtifact(deployment);
        }
        yield done;
      }
      case Step.Refused refused -> throw new IllegalStateException("a task came to " + refused);
    };
  }

  private Next record(Task task, DeploymentState next, Instant now) {
    Deployment deployment = task.deployment();
    Recorded recorded = deployments.record(transitions.change(deployment, task.app(),
        task.journal().pending(), next, now).samples(task.journal().samples()));
    return switch (recorded) {
      case Recorded.Won(Deployment moved) -> {
        // A long soak has many steps that lead nowhere new.
        boolean isNews = next.getClass() != deployment.state().getClass();
        log.atLevel(isNews ? Level.INFO : Level.DEBUG)
            .log("deployment moved deployment={} app={} to={} version={}", moved.id(), moved.app(),
                next.getClass().getSimpleName(), moved.version());
        if (next instanceof DeploymentState.Failed) {
          leftovers.removeAllButLastFailed(task.app());
        }
        yield new Next.Done();
      }
      case Recorded.Lost() -> throw new TakenOver();
      case Recorded.Occupied occupied -> lookAgain(task);
    };
  }

  /** Another deployment of the app goes first. */
  private Next lookAgain(Task task) {
    return new Next.Again(task.work(), clock.instant().plus(TURN_INTERVAL));
  }

  private static Failure failure(Failure.Code code, PortException cause) {
    return new Failure(code, Objects.requireNonNullElse(cause.getMessage(), "no message"));
  }

  /** Traffic is not left where it does harm because an edge was out for two minutes. */
  private int maxAttempts(Deployment deployment) {
    return deployment.state() instanceof DeploymentState.Withdrawing
        ? Math.max(MAX_WITHDRAWALS, usualAttempts)
        : usualAttempts;
  }

  /** What is being done, and what is said about it. */
  private record Task(Work work, Deployment deployment, App app, Journal journal) {}
}
