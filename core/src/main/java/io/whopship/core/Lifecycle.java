package io.whopship.core;

import io.whopship.core.ControlPlane.ProbeSettings;
import io.whopship.ports.model.deploy.DeploymentEvent;
import io.whopship.ports.model.deploy.DeploymentEvent.Accepted;
import io.whopship.ports.model.deploy.DeploymentEvent.Admitted;
import io.whopship.ports.model.deploy.DeploymentEvent.Broke;
import io.whopship.ports.model.deploy.DeploymentEvent.Placed;
import io.whopship.ports.model.deploy.DeploymentEvent.ProbeFailed;
import io.whopship.ports.model.deploy.DeploymentEvent.ProbePassed;
import io.whopship.ports.model.deploy.DeploymentEvent.Settled;
import io.whopship.ports.model.deploy.DeploymentEvent.Shifted;
import io.whopship.ports.model.deploy.DeploymentEvent.Triggered;
import io.whopship.ports.model.deploy.DeploymentEvent.Withdrawn;
import io.whopship.ports.model.deploy.DeploymentState;
import io.whopship.ports.model.deploy.DeploymentState.Active;
import io.whopship.ports.model.deploy.DeploymentState.Building;
import io.whopship.ports.model.deploy.DeploymentState.Failed;
import io.whopship.ports.model.deploy.DeploymentState.Pending;
import io.whopship.ports.model.deploy.DeploymentState.Placing;
import io.whopship.ports.model.deploy.DeploymentState.Probing;
import io.whopship.ports.model.deploy.DeploymentState.Queued;
import io.whopship.ports.model.deploy.DeploymentState.Settling;
import io.whopship.ports.model.deploy.DeploymentState.Shifting;
import io.whopship.ports.model.deploy.DeploymentState.Soaking;
import io.whopship.ports.model.deploy.DeploymentState.Withdrawing;
import io.whopship.ports.model.deploy.Failure;
import io.whopship.ports.model.rollout.RolloutPlan;
import java.time.Instant;

/**
 * The whole life of a deployment as one pure function. There is no {@code default} on purpose: a
 * new state or event does not compile until each pair has been decided.
 */
final class Lifecycle {

  private Lifecycle() {}

  static Step next(DeploymentState state, DeploymentEvent event, RolloutPlan plan,
      ProbeSettings probe, Instant now) {
    return switch (state) {
      case Pending pending -> fromPending(pending, event, now);
      case Building building -> fromBuilding(building, event, now);
      case Queued queued -> fromQueued(queued, event, now);
      case Placing placing -> fromPlacing(placing, event, now);
      case Probing probing -> fromProbing(probing, event, probe, now);
      case Shifting shifting -> fromShifting(shifting, event, plan, now);
      case Soaking soaking -> fromSoaking(soaking, event, plan, probe, now);
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
      case Broke e -> to(new Failed(e.failure(), now, null));
    };
  }

  private static Step fromProbing(Probing state, DeploymentEvent event, ProbeSettings probe,
      Instant now) {
    return switch (event) {
      case Triggered e -> refused(state, e);
      case Accepted e -> refused(state, e);
      case Admitted e -> refused(state, e);
      case Placed e -> refused(state, e);
      case ProbePassed e -> to(new Shifting(state.triggeredAt(), state.release(), 0));
      case ProbeFailed e -> {
        int failures = state.failures() + 1;
        yield failures < probe.maxFailures()
            ? to(new Probing(state.triggeredAt(), state.release(), failures))
            : to(new Failed(probeFailed(failures, e), now, state.release()));
      }
      case Shifted e -> refused(state, e);
      case Settled e -> refused(state, e);
      case Withdrawn e -> refused(state, e);
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
      case Shifted e -> to(new Soaking(state.triggeredAt(), state.release(), state.step(),
          now.plus(plan.step(state.step()).soak()).plus(e.spread()).plus(e.delay()), 0));
      case Settled e -> refused(state, e);
      case Withdrawn e -> refused(state, e);
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
        yield failures < probe.maxFailures()
            ? to(withFailures(state, failures))
            : to(new Withdrawing(state.triggeredAt(), state.release(),
                soakFailed(failures, plan.stageName(state.step()), e)));
      }
      case Shifted e -> refused(state, e);
      case Settled e -> refused(state, e);
      case Withdrawn e -> refused(state, e);
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
      case Broke e ->
        to(new Failed(notTakenBack(state.failure(), e.failure()), now, state.release()));
    };
  }

  private static DeploymentState afterHealthyProbe(Soaking state, RolloutPlan plan, Instant now) {
    if (now.isBefore(state.until())) {
      return withFailures(state, 0);
    }
    return plan.isLast(state.step())
        ? new Settling(state.triggeredAt(), state.release())
        : new Shifting(state.triggeredAt(), state.release(), state.step() + 1);
  }

  private static Soaking withFailures(Soaking state, int failures) {
    return new Soaking(state.triggeredAt(), state.release(), state.step(), state.until(), failures);
  }

  private static Failure probeFailed(int failures, ProbeFailed last) {
    return new Failure(Failure.Code.PROBE_FAILED, "The new version failed " + failures
        + " health probes in a row and got no traffic: " + last.reason());
  }

  private static Failure soakFailed(int failures, String stage, ProbeFailed last) {
    return new Failure(Failure.Code.SOAK_FAILED, "The new version failed " + failures
        + " health probes in a row in " + stage + " and lost its traffic again: " + last.reason());
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
