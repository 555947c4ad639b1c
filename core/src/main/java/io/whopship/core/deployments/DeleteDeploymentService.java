package io.whopship.core.deployments;

import io.whopship.core.access.Access;
import io.whopship.core.access.Access.ToDeployment;
import io.whopship.core.pipeline.Turns;
import io.whopship.core.sites.Cleanup;
import io.whopship.core.sites.Routing;
import io.whopship.ports.driven.Deployments;
import io.whopship.ports.driven.Edge;
import io.whopship.ports.driven.Routes;
import io.whopship.ports.driven.Routes.Replaced;
import io.whopship.ports.driving.DeleteDeployment;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.DeploymentState;
import io.whopship.ports.model.deploy.RouteChange;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.rollout.Route;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

public final class DeleteDeploymentService implements DeleteDeployment {

  private static final Logger log = LoggerFactory.getLogger(DeleteDeploymentService.class);

  private final Access access;
  private final Deployments deployments;
  private final Routes routes;
  private final Edge edge;
  private final Cleanup cleanup;
  private final InstantSource clock;

  public DeleteDeploymentService(Access access, Deployments deployments, Routes routes, Edge edge,
      Cleanup cleanup, InstantSource clock) {
    this.access = access;
    this.deployments = deployments;
    this.routes = routes;
    this.edge = edge;
    this.cleanup = cleanup;
    this.clock = clock;
  }

  @Override
  public Outcome delete(Caller caller, DeploymentId id) {
    return switch (access.deployment(caller, id)) {
      case ToDeployment.Granted(Deployment deployment, App app) -> delete(deployment, app);
      case ToDeployment.Denied() -> new Outcome.NotYours();
      case ToDeployment.Absent() -> new Outcome.NoSuchDeployment();
    };
  }

  private Outcome delete(Deployment deployment, App app) {
    return switch (deployment.state()) {
      case DeploymentState.Building building -> new Outcome.UnderWay();
      case DeploymentState.Queued queued -> new Outcome.UnderWay();
      case DeploymentState.Deploying deploying -> new Outcome.UnderWay();
      case DeploymentState.Pending pending -> remove(deployment);
      case DeploymentState.Active active -> removeWithRelease(deployment, app);
      case DeploymentState.Failed failed -> removeWithRelease(deployment, app);
    };
  }

  /**
   * First no rollback may lead to the release any more. Then it goes, before the deployment: should
   * the edge not answer, the deployment is there to try again.
   */
  private Outcome removeWithRelease(Deployment deployment, App app) {
    return Turns.untilNotLost(() -> {
      Optional<Route> route = routes.find(app.id());
      if (route.isPresent() && route.get().traffic().involves(deployment.releaseName())) {
        return Optional.of(new Outcome.Live());
      }
      if (route.isEmpty() || !route.get().kept().contains(deployment.releaseName())) {
        return Optional.of(removeUnkept(deployment, app, route.orElse(null)));
      }
      return removeKept(deployment, app, route.get().without(deployment.releaseName()));
    });
  }

  private Optional<Outcome> removeKept(Deployment deployment, App app, Route without) {
    Instant now = clock.instant();
    return switch (routes.replace(new RouteChange(deployment.app(), without, deployment.id(), null,
        now, Routing.confirmAt(edge, now)))) {
      case Replaced.Done() -> Optional.of(removeUnkept(deployment, app, without));
      case Replaced.Lost() -> Optional.empty();
      case Replaced.Occupied(DeploymentId by) -> Optional.of(new Outcome.UnderWay());
    };
  }

  private Outcome removeUnkept(Deployment deployment, App app, @Nullable Route route) {
    if (route != null) {
      // An edge that could not be told in time may still send visitors there.
      edge.route(route);
    }
    cleanup.release(app, deployment.releaseName());
    return remove(deployment);
  }

  private Outcome remove(Deployment deployment) {
    if (deployments.remove(deployment)) {
      cleanup.artifact(deployment.artifactKey());
      log.info("deployment deleted deployment={} app={}", deployment.id(), deployment.app());
      return new Outcome.Deleted();
    }
    return deployments.find(deployment.id()).isPresent()
        ? new Outcome.UnderWay()
        : new Outcome.NoSuchDeployment();
  }
}
