package io.whopship.core.deployments;

import io.whopship.core.access.Access;
import io.whopship.core.access.Access.ToDeployment;
import io.whopship.core.pipeline.Lifecycle;
import io.whopship.core.pipeline.Step;
import io.whopship.core.pipeline.Transitions;
import io.whopship.core.pipeline.Turns;
import io.whopship.ports.driven.Deployments;
import io.whopship.ports.driven.Deployments.Recorded;
import io.whopship.ports.driving.TriggerDeployment;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.DeploymentEvent;
import io.whopship.ports.model.deploy.DeploymentState;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.rollout.ProbeSettings;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

public final class TriggerDeploymentService implements TriggerDeployment {

  private static final Logger log = LoggerFactory.getLogger(TriggerDeploymentService.class);

  private final Access access;
  private final Deployments deployments;
  private final Transitions transitions;
  private final ProbeSettings probe;
  private final InstantSource clock;

  public TriggerDeploymentService(Access access, Deployments deployments, Transitions transitions,
      ProbeSettings probe, InstantSource clock) {
    this.access = access;
    this.deployments = deployments;
    this.transitions = transitions;
    this.probe = probe;
    this.clock = clock;
  }

  @Override
  public Outcome trigger(Caller caller, DeploymentId id) {
    return Turns.untilNotLost(() -> switch (access.deployment(caller, id)) {
      case ToDeployment.Granted(Deployment deployment, App app) -> trigger(deployment, app);
      case ToDeployment.Denied() -> Optional.of(new Outcome.NotYours());
      case ToDeployment.Absent() -> Optional.of(new Outcome.NoSuchDeployment());
    });
  }

  private Optional<Outcome> trigger(Deployment deployment, App app) {
    Instant now = clock.instant();
    Step step = Lifecycle.next(deployment.state(), new DeploymentEvent.Triggered(),
        deployment.plan(), probe, now);
    return switch (step) {
      case Step.Refused refused -> Optional.of(new Outcome.AlreadyTriggered(deployment));
      case Step.To(DeploymentState next) -> record(deployment, app, next, now);
    };
  }

  private Optional<Outcome> record(Deployment deployment, App app, DeploymentState next,
      Instant now) {
    return switch (deployments.record(transitions.change(deployment, app, List.of(), next, now))) {
      case Recorded.Won(Deployment triggered) -> {
        log.info("deployment triggered deployment={} app={}", triggered.id(), app.id());
        yield Optional.of(new Outcome.Triggered(triggered));
      }
      case Recorded.Lost() -> Optional.empty();
      case Recorded.Occupied(DeploymentId by) ->
        throw new IllegalStateException("a building deployment needs no place, yet " + by
            + " is said to have it");
    };
  }
}
