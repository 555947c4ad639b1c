package io.whopship.core.pipeline;

import io.whopship.ports.model.deploy.DeploymentEvent;
import io.whopship.ports.model.deploy.DeploymentEvent.Accepted;
import io.whopship.ports.model.deploy.DeploymentEvent.Admitted;
import io.whopship.ports.model.deploy.DeploymentEvent.Broke;
import io.whopship.ports.model.deploy.DeploymentEvent.GateFailed;
import io.whopship.ports.model.deploy.DeploymentEvent.GateInconclusive;
import io.whopship.ports.model.deploy.DeploymentEvent.Placed;
import io.whopship.ports.model.deploy.DeploymentEvent.ProbeFailed;
import io.whopship.ports.model.deploy.DeploymentEvent.ProbePassed;
import io.whopship.ports.model.deploy.DeploymentEvent.Replaced;
import io.whopship.ports.model.deploy.DeploymentEvent.Settled;
import io.whopship.ports.model.deploy.DeploymentEvent.Shifted;
import io.whopship.ports.model.deploy.DeploymentEvent.Triggered;
import io.whopship.ports.model.deploy.DeploymentEvent.Unmeasured;
import io.whopship.ports.model.deploy.DeploymentEvent.Withdrawn;
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
import io.whopship.ports.model.rollout.ProbeSettings;
import io.whopship.ports.model.rollout.Release;
import io.whopship.ports.model.rollout.RolloutPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * The whole life of a deployment as one pure function. There is no {@code default} on purpose: a
 * new state or event does not compile until each pair has been decided.
 */
public final class Lifecycle {

  private Lifecycle() {}

  public static Step next(DeploymentState state, DeploymentEvent event, RolloutPlan plan,
      ProbeSettings probe, Instant now) {
    return switch (state) {
      case Pending pending -> fromPending(pending, event, now);
      case Building building -> fromBuilding(building, event, now);
      case Queued queued -> fromQueued(queued, event, now);
      case Placing placing -> fromPlacing(placing, event, now);
      case Probing probing -> fromProbing(probing, event, plan, probe, now);
      case Shifting shifting -> fromShifting(shifting, event, plan, now);
      case Soaking soaking -> fromSoaking(soaking, event, plan, probe, now);
      case Paused paused -> fromPaused(paused, event, plan, probe);
      case Settling settling -> fromSettling(settling, event, now);
      case Withdrawing withdrawing -> fromWithdrawing(withdrawing, event, now);
      case Active active -> refused(active, event);
      case Failed failed -> refused(failed, event);
    };
  }

  private static Step fromPending(Pending state, DeploymentEvent event, Instant now) {
    return switch (event) {
      case Triggered e -> to(new Building(now));
      case Accepted e -> refused(state, e);
      case Admitted e -> refused(state, e);
      case Placed e -> refused(state, e);
      case ProbePassed e -> refused(state, e);
      case ProbeFailed e -> refused(state, e);
      case Shifted e -> refused(state, e);
      case Settled e -> refused(state, e);
      case Withdrawn e -> refused(state, e);
      case Unmeasured e -> refused(state, e);
      case GateFailed e -> refused(state, e);
      case GateInconclusive e -> refused(state, e);
      case Replaced e -> refused(state, e);
      case Broke e -> refused(state, e);
    };
  }

  private static Step fromBuilding(Building state, DeploymentEvent event, Instant now) {
    return switch (event) {
      case Triggered e -> refused(state, e);
      case Accepted e -> to(new Queued(state.triggeredAt()));
      case Admitted e -> refused(state, e);
      case Placed e -> refused(state, e);
      case ProbePassed e -> refused(state, e);
      case ProbeFailed e -> refused(state, e);
      case Shifted e -> refused(state, e);
      case Settled e -> refused(state, e);
      case Withdrawn e -> refused(state, e);
      case Unmeasured e -> refused(state, e);
      case GateFailed e -> refused(state, e);
      case GateInconclusive e -> refused(state, e);
      case Replaced e -> refused(state, e);
      case Broke e -> to(new Failed(e.failure(), now, null));
    };
  }

  private static Step fromQueued(Queued state, DeploymentEvent event, Instant now) {
    return switch (event) {
      case Triggered e -> refused(state, e);
      case Accepted e -> refused(state, e);
      case Admitted e -> to(new Placing(state.triggeredAt()));
      case Placed e -> refused(state, e);
      case ProbePassed e -> refused(state, e);
      case ProbeFailed e -> refused(state, e);
      case Shifted e -> refused(state, e);
      case Settled e -> refused(state, e);
      case Withdrawn e -> refused(state, e);
      case Unmeasured e -> refused(state, e);
      case GateFailed e -> refused(state, e);
      case GateInconclusive e -> refused(state, e);
      case Replaced e -> to(new Failed(replaced(e), now, null));
      case Broke e -> to(new Failed(e.failure(), now, null));
    };
  }

  private static Step fromPlacing(Placing state, DeploymentEvent event, Instant now) {
    return switch (event) {
      case Triggered e -> refused(state, e);
      case Accepted e -> refused(state, e);
      case Admitted e -> refused(state, e);
      case Placed e -> to(new Probing(state.triggeredAt(), e.release(), 0));
      case ProbePassed e -> refused(state, e);
      case ProbeFailed e -> refused(state, e);
      case Shifted e -> refused(state, e);
      case Settled e -> refused(state, e);
      case Withdrawn e -> refused(state, e);
      case Unmeasured e -> refused(state, e);
      case GateFailed e -> refused(state, e);
      case GateInconclusive e -> refused(state, e);
      case Replaced e -> refused(state, e);
      case Broke e -> to(new Failed(e.failure(), now, null));
    };
  }

  private static Step fromProbing(Probing state, DeploymentEvent event, RolloutPlan plan,
      ProbeSettings probe, Instant now) {
    return switch (event) {
      case Triggered e -> refused(state, e);
      case Accepted e -> refused(state, e);
      case Admitted e -> refused(state, e);
      case Placed e -> refused(state, e);
      case ProbePassed e -> to(new Shifting(state.triggeredAt(), state.release(), 0));
      case ProbeFailed e -> {
        int failures = state.failures() + 1;
        yield failures < maxBad(plan, 0, probe)
            ? to(new Probing(state.triggeredAt(), state.release(), failures))
            : to(new Failed(probeFailed(failures, e), now, state.release()));
      }
      case Shifted e -> refused(state, e);
      case Settled e -> refused(state, e);
      case Withdrawn e -> refused(state, e);
      case Unmeasured e -> refused(state, e);
      case GateFailed e -> refused(state, e);
      case GateInconclusive e -> refused(state, e);
      case Replaced e -> refused(state, e);
      case Broke e -> to(new Failed(e.failure(), now, state.release()));
    };
  }

  private static Step fromShifting(Shifting state, DeploymentEvent event, RolloutPlan plan,
      Instant now) {
    return switch (event) {
      case Triggered e -> refused(state, e);
      case Accepted e -> refused(state, e);
      case Admitted e -> refused(state, e);
      case Placed e -> refused(state, e);
      case ProbePassed e -> refused(state, e);
      case ProbeFailed e -> refused(state, e);
      case Shifted e -> {
        Instant since = now.plus(e.spread());
        yield to(new Soaking(state.triggeredAt(), state.release(), state.step(), since,
            since.plus(plan.step(state.step()).soak()).plus(e.delay()), 0, 0));
      }
      case Settled e -> refused(state, e);
      case Withdrawn e -> refused(state, e);
      case Unmeasured e -> refused(state, e);
      case GateFailed e -> refused(state, e);
      case GateInconclusive e -> refused(state, e);
      case Replaced e -> refused(state, e);
      case Broke e -> to(new Withdrawing(state.triggeredAt(), state.release(), e.failure()));
    };
  }

  private static Step fromSoaking(Soaking state, DeploymentEvent event, RolloutPlan plan,
      ProbeSettings probe, Instant now) {
    return switch (event) {
      case Triggered e -> refused(state, e);
      case Accepted e -> refused(state, e);
      case Admitted e -> refused(state, e);
      case Placed e -> refused(state, e);
      case ProbePassed e -> to(afterHealthyProbe(state, plan, now));
      case ProbeFailed e -> {
        int failures = state.failures() + 1;
        yield failures < maxBad(plan, state.step(), probe)
            ? to(counted(state, failures, 0))
            : to(new Withdrawing(state.triggeredAt(), state.release(),
                soakFailed(failures, plan.stageName(state.step()), e)));
      }
      case Shifted e -> refused(state, e);
      case Settled e -> refused(state, e);
      case Withdrawn e -> refused(state, e);
      case Unmeasured e -> {
        int rounds = state.unmeasured() + 1;
        yield rounds < plan.step(state.step()).gate().maxUnmeasured()
            ? to(counted(state, state.failures(), rounds))
            : to(paused(state, Paused.Why.INCONCLUSIVE, notAsked(rounds, e), now));
      }
      case GateFailed e -> to(new Withdrawing(state.triggeredAt(), state.release(),
          gateFailed(plan.stageName(state.step()), e.reason())));
      case GateInconclusive e ->
        to(paused(state, Paused.Why.INCONCLUSIVE, e.reason(), now));
      case Replaced e -> refused(state, e);
      case Broke e -> to(new Withdrawing(state.triggeredAt(), state.release(), e.failure()));
    };
  }

  /** The release still has its share, so it may still fail. */
  private static Step fromPaused(Paused state, DeploymentEvent event, RolloutPlan plan,
      ProbeSettings probe) {
    return switch (event) {
      case Triggered e -> refused(state, e);
      case Accepted e -> refused(state, e);
      case Admitted e -> refused(state, e);
      case Placed e -> refused(state, e);
      case ProbePassed e -> to(withFailures(state, 0));
      case ProbeFailed e -> {
        int failures = state.failures() + 1;
        yield failures < maxBad(plan, state.step(), probe)
            ? to(withFailures(state, failures))
            : to(new Withdrawing(state.triggeredAt(), state.release(),
                soakFailed(failures, plan.stageName(state.step()), e)));
      }
      case Shifted e -> refused(state, e);
      case Settled e -> refused(state, e);
      case Withdrawn e -> refused(state, e);
      case Unmeasured e -> to(state);
      case GateFailed e -> to(new Withdrawing(state.triggeredAt(), state.release(),
          gateFailed(plan.stageName(state.step()), e.reason())));
      case GateInconclusive e -> to(state);
      case Replaced e -> refused(state, e);
      case Broke e -> to(new Withdrawing(state.triggeredAt(), state.release(), e.failure()));
    };
  }

  private static Step fromSettling(Settling state, DeploymentEvent event, Instant now) {
    return switch (event) {
      case Triggered e -> refused(state, e);
      case Accepted e -> refused(state, e);
      case Admitted e -> refused(state, e);
      case Placed e -> refused(state, e);
      case ProbePassed e -> refused(state, e);
      case ProbeFailed e -> refused(state, e);
      case Shifted e -> refused(state, e);
      case Settled e -> to(new Active(state.release(), state.triggeredAt(), now));
      case Withdrawn e -> refused(state, e);
      case Unmeasured e -> refused(state, e);
      case GateFailed e -> refused(state, e);
      case GateInconclusive e -> refused(state, e);
      case Replaced e -> refused(state, e);
      case Broke e -> to(new Withdrawing(state.triggeredAt(), state.release(), e.failure()));
    };
  }

  private static Step fromWithdrawing(Withdrawing state, DeploymentEvent event, Instant now) {
    return switch (event) {
      case Triggered e -> refused(state, e);
      case Accepted e -> refused(state, e);
      case Admitted e -> refused(state, e);
      case Placed e -> refused(state, e);
      case ProbePassed e -> refused(state, e);
      case ProbeFailed e -> refused(state, e);
      case Shifted e -> refused(state, e);
      case Settled e -> refused(state, e);
      case Withdrawn e -> to(new Failed(state.failure(), now, state.release()));
      case Unmeasured e -> refused(state, e);
      case GateFailed e -> refused(state, e);
      case GateInconclusive e -> refused(state, e);
      case Replaced e -> refused(state, e);
      case Broke e ->
        to(new Failed(notTakenBack(state.failure(), e.failure()), now, state.release()));
    };
  }

  private static DeploymentState afterHealthyProbe(Soaking state, RolloutPlan plan, Instant now) {
    if (now.isBefore(state.until())) {
      return counted(state, 0, 0);
    }
    return plan.step(state.step()).needsApproval()
        ? paused(state, Paused.Why.APPROVAL, "The plan wants " + plan.stageName(state.step())
            + " to be approved: promote it, or abort", now)
        : afterStep(state.triggeredAt(), state.release(), state.step(), plan);
  }

  /** What follows a step of the plan. */
  public static DeploymentState afterStep(Instant triggeredAt, Release release, int step,
      RolloutPlan plan) {
    return plan.isLast(step)
        ? new Settling(triggeredAt, release)
        : new Shifting(triggeredAt, release, step + 1);
  }

  public static Paused paused(Soaking state, Paused.Why why, String reason, Instant now) {
    Duration left = Duration.between(now, state.until());
    return new Paused(state.triggeredAt(), state.release(), state.step(), state.since(),
        left.isNegative() ? Duration.ZERO : left, why, reason, state.failures());
  }

  private static Soaking counted(Soaking state, int failures, int unmeasured) {
    return new Soaking(state.triggeredAt(), state.release(), state.step(), state.since(),
        state.until(), failures, unmeasured);
  }

  private static Paused withFailures(Paused state, int failures) {
    return new Paused(state.triggeredAt(), state.release(), state.step(), state.since(),
        state.left(), state.why(), state.reason(), failures);
  }

  private static int maxBad(RolloutPlan plan, int step, ProbeSettings probe) {
    return Objects.requireNonNullElse(plan.step(step).gate().maxBad(), probe.maxFailures());
  }

  private static Failure probeFailed(int failures, ProbeFailed last) {
    return new Failure(Failure.Code.PROBE_FAILED, "The new version failed " + failures
        + " health probes in a row and got no traffic: " + last.reason());
  }

  private static Failure soakFailed(int failures, String stage, ProbeFailed last) {
    return new Failure(Failure.Code.SOAK_FAILED, "The new version failed " + failures
        + " health probes in a row in " + stage + " and lost its traffic again: " + last.reason());
  }

  private static Failure gateFailed(String stage, String reason) {
    return new Failure(Failure.Code.GATE_FAILED,
        "The new version did not pass the gate of " + stage + " and lost its traffic again: "
            + reason);
  }

  private static String notAsked(int rounds, Unmeasured last) {
    return "It could not be told " + rounds + " times in a row how the new version is: "
        + last.reason();
  }

  private static Failure replaced(Replaced by) {
    return new Failure(Failure.Code.REPLACED,
        "Deployment " + by.by() + " took its place in the queue");
  }

  /** What came first is why it failed; that visitors may still be sent there must be known too. */
  private static Failure notTakenBack(Failure first, Failure second) {
    return new Failure(first.code(), first.message()
        + "\nIts traffic could not be taken back: " + second.message()
        + "\nUntil the next deployment, or a restart of the server, the site may still show it.");
  }

  private static Step to(DeploymentState next) {
    return new Step.To(next);
  }

  private static Step refused(DeploymentState state, DeploymentEvent event) {
    return new Step.Refused(state, event);
  }
}
