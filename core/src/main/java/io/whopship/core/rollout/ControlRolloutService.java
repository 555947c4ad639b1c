package io.whopship.core.rollout;

import io.whopship.core.access.Access;
import io.whopship.core.access.Access.ToDeployment;
import io.whopship.core.deployments.DeploymentViews;
import io.whopship.core.pipeline.Transitions;
import io.whopship.core.pipeline.Turns;
import io.whopship.core.pipeline.Wording;
import io.whopship.ports.driven.Deployments;
import io.whopship.ports.driven.Deployments.Recorded;
import io.whopship.ports.driven.Routes;
import io.whopship.ports.driving.ControlRollout;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.deploy.Change;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.DeploymentState;
import io.whopship.ports.model.deploy.DeploymentView;
import io.whopship.ports.model.deploy.Notice;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.logs.LogType;
import io.whopship.ports.model.rollout.RolloutCommand;
import io.whopship.ports.model.rollout.RolloutCommand.Promote;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

public final class ControlRolloutService implements ControlRollout {

  private static final Logger log = LoggerFactory.getLogger(ControlRolloutService.class);

  private final Access access;
  private final Deployments deployments;
  private final Routes routes;
  private final Transitions transitions;
  private final DeploymentViews views;
  private final InstantSource clock;

  public ControlRolloutService(Access access, Deployments deployments, Routes routes,
      Transitions transitions, DeploymentViews views, InstantSource clock) {
    this.access = access;
    this.deployments = deployments;
    this.routes = routes;
    this.transitions = transitions;
    this.views = views;
    this.clock = clock;
  }

  @Override
  public Outcome command(Caller caller, DeploymentId id, RolloutCommand command) {
    return Turns.untilNotLost(() -> switch (access.deployment(caller, id)) {
      case ToDeployment.Granted(Deployment deployment, App app) ->
        command(caller, deployment, app, command);
      case ToDeployment.Denied() -> Optional.of(new Outcome.NotYours());
      case ToDeployment.Absent() -> Optional.of(new Outcome.NoSuchDeployment());
    });
  }

  private Optional<Outcome> command(Caller caller, Deployment deployment, App app,
      RolloutCommand command) {
    Instant now = clock.instant();
    return switch (Commands.apply(deployment, command, caller.owner(), now)) {
      case Commands.Answer.AlreadySo() ->
        Optional.of(new Outcome.AlreadySo(view(deployment, app)));
      case Commands.Answer.No(String reason) ->
        Optional.of(new Outcome.Refused(view(deployment, app), reason));
      case Commands.Answer.OtherStage(String reason) ->
        Optional.of(new Outcome.OtherStage(view(deployment, app), reason));
      case Commands.Answer.To(DeploymentState next) ->
        record(change(caller, deployment, app, command, next, now), app, command);
    };
  }

  private Change change(Caller caller, Deployment deployment, App app, RolloutCommand command,
      DeploymentState next, Instant now) {
    if (!(command instanceof Promote(String stage, boolean full))) {
      return transitions.change(deployment, app, List.of(), next, now);
    }
    String line = "Promoted " + (full ? "in full " : "") + "by " + caller.owner();
    return transitions.change(deployment, app,
        Wording.lines(now, LogType.INFO, Transitions.STEP, line), next, now)
        .tell(new Notice("rollout.promoted", now));
  }

  private Optional<Outcome> record(Change change, App app, RolloutCommand command) {
    return switch (deployments.record(change)) {
      case Recorded.Won(Deployment now) -> {
        log.info("deployment commanded deployment={} app={} command={}", now.id(), app.id(),
            command.getClass().getSimpleName());
        yield Optional.of(new Outcome.Done(view(now, app)));
      }
      case Recorded.Lost() -> Optional.empty();
      case Recorded.Occupied(DeploymentId by) -> throw new IllegalStateException(
          "no command needs a place, yet " + by + " is said to have it");
    };
  }

  private DeploymentView view(Deployment deployment, App app) {
    return views.view(deployment, app, routes.find(app.id()).orElse(null));
  }
}
