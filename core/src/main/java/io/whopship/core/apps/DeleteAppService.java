package io.whopship.core.apps;

import io.whopship.core.access.Access;
import io.whopship.core.access.Access.ToApp;
import io.whopship.core.sites.Cleanup;
import io.whopship.core.sites.Sites;
import io.whopship.ports.driven.Apps;
import io.whopship.ports.driven.Deployments;
import io.whopship.ports.driven.Edge;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.driven.Routes;
import io.whopship.ports.driving.DeleteApp;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.Page;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.Status;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.rollout.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

public final class DeleteAppService implements DeleteApp {

  private static final Logger log = LoggerFactory.getLogger(DeleteAppService.class);

  private final Access access;
  private final Apps apps;
  private final Deployments deployments;
  private final Routes routes;
  private final Edge edge;
  private final Sites sites;
  private final Cleanup cleanup;
  private final Consumer<DeploymentId> gone;

  /** {@code gone} hears of each deployment that went with its app. */
  public DeleteAppService(Access access, Apps apps, Deployments deployments, Routes routes,
      Edge edge,
      Sites sites, Cleanup cleanup, Consumer<DeploymentId> gone) {
    this.access = access;
    this.apps = apps;
    this.deployments = deployments;
    this.routes = routes;
    this.edge = edge;
    this.sites = sites;
    this.cleanup = cleanup;
    this.gone = gone;
  }

  @Override
  public Outcome delete(Caller caller, AppId id) {
    return switch (access.app(caller, id)) {
      case ToApp.Granted(App app) -> delete(app);
      case ToApp.Denied() -> new Outcome.NotYours();
      case ToApp.Absent() -> new Outcome.NoSuchApp();
    };
  }

  /**
   * The site goes off the air before the app is removed: the other way round, an edge that does not
   * answer would leave a site on the air that nobody knows of.
   */
  private Outcome delete(App app) {
    List<Deployment> all = deploymentsOf(app);
    if (all.stream().anyMatch(DeleteAppService::isUnderWay)) {
      return new Outcome.InUse();
    }
    List<Route> told = routesOf(app);
    told.forEach(route -> edge.unroute(route.host()));
    return switch (apps.remove(app.id())) {
      case DONE -> {
        all.forEach(deployment -> cleanUp(app, deployment));
        all.forEach(deployment -> gone.accept(deployment.id()));
        forgetStorage(app);
        log.info("app deleted app={} deployments={}", app.id(), all.size());
        yield new Outcome.Deleted();
      }
      case ABSENT -> new Outcome.NoSuchApp();
      case IN_USE -> {
        // A deployment was triggered since we looked.
        told.forEach(edge::route);
        yield new Outcome.InUse();
      }
    };
  }

  /**
   * All that the edge may know: the route as it is stored, and as a restart under another site URL
   * told it. One left behind would be in the way of whoever takes the subdomain next.
   */
  private List<Route> routesOf(App app) {
    return routes.find(app.id())
        .stream()
        .flatMap(stored -> Stream.of(stored, sites.addressed(app, stored)))
        .distinct()
        .toList();
  }

  private List<Deployment> deploymentsOf(App app) {
    List<Deployment> all = new ArrayList<>();
    long before = Page.Request.FIRST;
    do {
      Page<Deployment> page = deployments.list(app.id(),
          new Page.Request(before, Page.MAX_LIMIT));
      all.addAll(page.items());
      before = page.next();
    } while (before > 0);
    return all;
  }

  private static boolean isUnderWay(Deployment deployment) {
    Status status = deployment.state().status();
    return status == Status.BUILDING || status == Status.DEPLOYING;
  }

  private void forgetStorage(App app) {
    try {
      edge.forget(app.id());
    } catch (PortException e) {
      log.warn("storage of a deleted app not removed, remove it by hand app={}", app.id(), e);
    }
  }

  private void cleanUp(App app, Deployment deployment) {
    cleanup.artifact(deployment.artifactKey());
    if (deployment.state().status() == Status.PENDING) {
      return;
    }
    try {
      cleanup.release(app, deployment.releaseName());
    } catch (PortException e) {
      log.warn("release of a deleted app not removed, remove it by hand release={}",
          deployment.releaseName(), e);
    }
  }
}
