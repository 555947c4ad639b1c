package io.whopship.core.rollout;

import io.whopship.core.pipeline.Lifecycle;
import io.whopship.ports.model.deploy.Deployment;
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
import io.whopship.ports.model.deploy.Failure;
import io.whopship.ports.model.identity.OwnerId;
import io.whopship.ports.model.rollout.Release;
import io.whopship.ports.model.rollout.RolloutCommand;
import io.whopship.ports.model.rollout.RolloutCommand.Abort;
import io.whopship.ports.model.rollout.RolloutCommand.Cancel;
import io.whopship.ports.model.rollout.RolloutCommand.Pause;
import io.whopship.ports.model.rollout.RolloutCommand.Promote;
import io.whopship.ports.model.rollout.RolloutCommand.Resume;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * What a person's command does to a deployment: one pure, total function beside {@link Lifecycle}.
 */
final class Commands {

  /** What follows. */
  sealed interface Answer {

    record To(DeploymentState next) implements Answer {}

    /** It is as it is wished to be, or on its way there: nothing follows. */
    record AlreadySo() implements Answer {}

    record No(String reason) implements Answer {}

    /** It is in another stage than whoever commands it saw. */
    record OtherStage(String reason) implements Answer {}
  }

  private static final String MOVING = "its traffic is just being moved: try again in a moment";
  private static final String BEFORE = "it has no traffic yet; cancel it if it is not wanted";

  private Commands() {}

  static Answer apply(Deployment deployment, RolloutCommand command, OwnerId by, Instant now) {
    return switch (command) {
      case Promote(String stage, boolean full) ->
        in(deployment, stage, () -> promote(deployment, full));
      case Pause(String stage) -> in(deployment, stage, () -> pause(deployment, by, now));
      case Resume(String stage) -> in(deployment, stage, () -> resume(deployment, now));
      case Abort(String stage) -> in(deployment, stage, () -> abort(deployment, by));
      case Cancel() -> cancel(deployment, by, now);
    };
  }

  /** Whoever saw another stage than there is now meant something else. */
  private static Answer in(Deployment deployment, String expected,
      Supplier<Answer> answer) {
    String stage = deployment.rolloutStage();
    return stage == null || stage.equals(expected) || deployment.state().isFinal()
        ? answer.get()
        : new Answer.OtherStage("it is in " + stage + " and not in " + expected + " any more");
  }

  private static Answer promote(Deployment deployment, boolean full) {
    return switch (deployment.state()) {
      case Soaking s -> promoted(deployment, s.triggeredAt(), s.release(), s.step(), full);
      case Paused p -> promoted(deployment, p.triggeredAt(), p.release(), p.step(), full);
      case Shifting s -> no(MOVING);
      case Settling s -> new Answer.AlreadySo();
      case Withdrawing w -> no(withdrawing(w));
      case Pending p -> no("it was not triggered yet");
      case Building b -> no(BEFORE);
      case Queued q -> no(BEFORE);
      case Placing p -> no(BEFORE);
      case Probing p -> no(BEFORE);
      case Active a -> new Answer.AlreadySo();
      case Failed f -> no(over(f));
    };
  }

  private static Answer promoted(Deployment deployment, Instant triggeredAt,
      Release release, int step, boolean full) {
    return new Answer.To(full
        ? new Settling(triggeredAt, release)
        : Lifecycle.afterStep(triggeredAt, release, step, deployment.plan()));
  }

  private static Answer pause(Deployment deployment, OwnerId by, Instant now) {
    return switch (deployment.state()) {
      case Soaking s ->
        new Answer.To(Lifecycle.paused(s, Paused.Why.ASKED, "Paused by " + by, now));
      case Paused p -> new Answer.AlreadySo();
      case Shifting s -> no(MOVING);
      case Settling s -> no("it has all traffic already");
      case Withdrawing w -> no(withdrawing(w));
      case Pending p -> no("it was not triggered yet");
      case Building b -> no(BEFORE);
      case Queued q -> no(BEFORE);
      case Placing p -> no(BEFORE);
      case Probing p -> no(BEFORE);
      case Active a -> no("its rollout is complete");
      case Failed f -> no(over(f));
    };
  }

  private static Answer resume(Deployment deployment, Instant now) {
    return switch (deployment.state()) {
      case Paused p -> switch (p.why()) {
        case APPROVAL -> no("its soak is over and the step needs approval: promote it, or abort");
        case ASKED -> new Answer.To(resumed(deployment, p, now));
        case INCONCLUSIVE -> new Answer.To(resumed(deployment, p, now));
      };
      case Soaking s -> new Answer.AlreadySo();
      case Shifting s -> no("it is not paused");
      case Settling s -> no("it has all traffic already");
      case Withdrawing w -> no(withdrawing(w));
      case Pending p -> no("it was not triggered yet");
      case Building b -> no(BEFORE);
      case Queued q -> no(BEFORE);
      case Placing p -> no(BEFORE);
      case Probing p -> no(BEFORE);
      case Active a -> no("its rollout is complete");
      case Failed f -> no(over(f));
    };
  }

  /** With what is left of the soak; with all of it once more, if nothing was. */
  private static Soaking resumed(Deployment deployment, Paused paused, Instant now) {
    boolean isOver = paused.left().isZero();
    return new Soaking(paused.triggeredAt(), paused.release(), paused.step(),
        isOver ? now : paused.since(),
        now.plus(isOver ? deployment.plan().step(paused.step()).soak() : paused.left()),
        paused.failures(), 0);
  }

  private static Answer abort(Deployment deployment, OwnerId by) {
    Failure aborted = new Failure(Failure.Code.ABORTED, "Aborted by " + by);
    return switch (deployment.state()) {
      case Shifting s -> new Answer.To(new Withdrawing(s.triggeredAt(), s.release(), aborted));
      case Soaking s -> new Answer.To(new Withdrawing(s.triggeredAt(), s.release(), aborted));
      case Paused p -> new Answer.To(new Withdrawing(p.triggeredAt(), p.release(), aborted));
      case Settling s -> new Answer.To(new Withdrawing(s.triggeredAt(), s.release(), aborted));
      case Withdrawing w -> new Answer.AlreadySo();
      case Pending p -> no(BEFORE);
      case Building b -> no(BEFORE);
      case Queued q -> no(BEFORE);
      case Placing p -> no(BEFORE);
      case Probing p -> no(BEFORE);
      case Active a -> no("its rollout is complete: roll it back instead");
      case Failed f -> over(f, Failure.Code.ABORTED);
    };
  }

  private static Answer cancel(Deployment deployment, OwnerId by, Instant now) {
    Failure cancelled = new Failure(Failure.Code.CANCELLED, "Cancelled by " + by);
    return switch (deployment.state()) {
      case Pending p -> new Answer.To(new Failed(cancelled, now, null));
      case Building b -> new Answer.To(new Failed(cancelled, now, null));
      case Queued q -> new Answer.To(new Failed(cancelled, now, null));
      case Placing p -> new Answer.To(new Failed(cancelled, now, null));
      case Probing p -> new Answer.To(new Failed(cancelled, now, p.release()));
      case Shifting s -> no(hasTraffic(deployment));
      case Soaking s -> no(hasTraffic(deployment));
      case Paused p -> no(hasTraffic(deployment));
      case Settling s -> no(hasTraffic(deployment));
      case Withdrawing w -> no(withdrawing(w));
      case Active a -> no("its rollout is complete: roll it back instead");
      case Failed f -> over(f, Failure.Code.CANCELLED);
    };
  }

  private static String hasTraffic(Deployment deployment) {
    return "it has traffic: abort it in "
        + Objects.requireNonNull(deployment.rolloutStage(), "a stage goes with traffic");
  }

  private static String withdrawing(Withdrawing state) {
    return "its traffic is being taken back: " + state.failure().message();
  }

  /** Whoever wanted it to end so has it so. */
  private static Answer over(Failed state, Failure.Code wished) {
    return state.failure().code() == wished ? new Answer.AlreadySo() : no(over(state));
  }

  private static String over(Failed state) {
    return "it is over: " + state.failure().message() + ". Create a new deployment";
  }

  private static Answer no(String reason) {
    return new Answer.No(reason);
  }
}
