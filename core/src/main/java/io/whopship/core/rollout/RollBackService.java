package io.whopship.core.rollout;

import io.whopship.core.access.Access;
import io.whopship.core.access.Access.ToDeployment;
import io.whopship.core.deployments.DeploymentViews;
import io.whopship.core.pipeline.Turns;
import io.whopship.core.sites.Routing;
import io.whopship.ports.driven.Deployments;
import io.whopship.ports.driven.Edge;
import io.whopship.ports.driven.Routes;
import io.whopship.ports.driven.Routes.Replaced;
import io.whopship.ports.driving.RollBack;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.DeploymentState;
import io.whopship.ports.model.deploy.Notice;
import io.whopship.ports.model.deploy.RouteChange;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.ports.model.rollout.Route;
import io.whopship.ports.model.rollout.Traffic;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

public final class RollBackService implements RollBack {

  private static final List<String> NOT_REVERTED = List.of(
      "What workers have stored (KV, R2, Durable Objects) stays as it is, also what the newer"
          + " version changed in it",
      "The app's variables stay as they are set; the version has those of its own deployment",
      "Databases and services elsewhere are not touched");

  private static final Logger log = LoggerFactory.getLogger(RollBackService.class);

  private final Access access;
  private final Deployments deployments;
  private final Routes routes;
  private final Routing routing;
  private final Edge edge;
  private final DeploymentViews views;
  private final Consumer<DeploymentId> changed;
  private final InstantSource clock;

  public RollBackService(Access access, Deployments deployments, Routes routes, Routing routing,
      Edge edge, DeploymentViews views, Consumer<DeploymentId> changed, InstantSource clock) {
    this.access = access;
    this.deployments = deployments;
    this.routes = routes;
    this.routing = routing;
    this.edge = edge;
    this.views = views;
    this.changed = changed;
    this.clock = clock;
  }

  @Override
  public Outcome rollBack(Caller caller, DeploymentId from, @Nullable DeploymentId to) {
    return Turns.untilNotLost(() -> switch (access.deployment(caller, from)) {
      case ToDeployment.Granted(Deployment deployment, App app) ->
        rollBack(caller, deployment, app, to);
      case ToDeployment.Denied() -> Optional.of(new Outcome.NotYours());
      case ToDeployment.Absent() -> Optional.of(new Outcome.NoSuchDeployment());
    });
  }

  private Optional<Outcome> rollBack(Caller caller, Deployment from, App app,
      @Nullable DeploymentId wanted) {
    Optional<Route> stored = routing.stored(app);
    if (stored.isEmpty()
        || !stored.get().traffic().equals(new Traffic.Whole(from.releaseName()))) {
      return refused("deployment " + from.id() + " is not what all visitors get now"
          + (from.state().isFinal() ? "" : ": abort it instead"));
    }
    Route route = stored.get();
    List<Deployment> kept = kept(route, app);
    Optional<Deployment> to = kept.stream()
        .filter(deployment -> wanted == null || deployment.id().equals(wanted))
        .findFirst();
    return to.isPresent()
        ? replace(caller, from, to.get(), app, route)
        : refused((wanted == null
            ? "there is no earlier version to go back to"
            : "deployment " + wanted + " is not among the versions that are kept")
            + ": kept are " + names(kept));
  }

  /** Those that went live, and that the edge holds; the latest to lose its traffic first. */
  private List<Deployment> kept(Route route, App app) {
    Set<ReleaseName> placed = edge.placed(app.id());
    return route.kept()
        .stream()
        .filter(placed::contains)
        .flatMap(release -> deployments.find(release.deployment()).stream())
        .filter(deployment -> deployment.state() instanceof DeploymentState.Active)
        .toList();
  }

  private static String names(List<Deployment> kept) {
    return kept.isEmpty()
        ? "none"
        : String.join(", ", kept.stream().map(each -> each.id().toString()).toList());
  }

  private Optional<Outcome> replace(Caller caller, Deployment from, Deployment to, App app,
      Route before) {
    Instant now = clock.instant();
    Route after = routing.rolledBack(before, from.releaseName(), to);
    Replaced replaced = routes.replace(new RouteChange(app.id(), after, to.id(),
        new Notice("app.rolled_back", now), now, Routing.confirmAt(edge, now)));
    return switch (replaced) {
      case Replaced.Done() -> {
        log.info("app rolled back app={} from={} to={} by={}", app.id(), from.id(), to.id(),
            caller.owner());
        changed.accept(from.id());
        changed.accept(to.id());
        yield Optional.of(new Outcome.RolledBack(views.view(from, app, after),
            views.view(to, app, after), NOT_REVERTED));
      }
      case Replaced.Lost() -> Optional.empty();
      case Replaced.Occupied(DeploymentId by) ->
        refused("deployment " + by + " is under way: abort or cancel it first");
    };
  }

  private static Optional<Outcome> refused(String reason) {
    return Optional.of(new Outcome.Refused(reason));
  }
}
