package io.whopship.core.deployments;

import io.whopship.core.sites.Sites;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.DeploymentState;
import io.whopship.ports.model.deploy.DeploymentView;
import io.whopship.ports.model.deploy.Status;
import io.whopship.ports.model.rollout.Percent;
import io.whopship.ports.model.rollout.Route;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Puts together what the owner of a deployment sees. */
public final class DeploymentViews {

  private final Sites sites;

  public DeploymentViews(Sites sites) {
    this.sites = sites;
  }

  public DeploymentView view(Deployment deployment, App app, @Nullable Route route) {
    Percent share = route == null
        ? Percent.NONE
        : route.traffic().shareOf(deployment.releaseName());
    URI siteUrl = deployment.state().status() == Status.ACTIVE ? sites.url(app) : null;
    URI previewUrl = isPreviewed(deployment, route)
        ? sites.previewUrl(app, deployment.id())
        : null;
    return new DeploymentView(deployment, app, share, siteUrl, previewUrl);
  }

  private static boolean isPreviewed(Deployment deployment, @Nullable Route route) {
    return switch (deployment.state()) {
      case DeploymentState.Deploying deploying -> deploying.releaseIfPlaced() != null;
      case DeploymentState.Active active -> route != null
          && (route.traffic().involves(deployment.releaseName())
              || route.kept().contains(deployment.releaseName()));
      case DeploymentState.Pending p -> false;
      case DeploymentState.Building b -> false;
      case DeploymentState.Queued q -> false;
      case DeploymentState.Failed f -> false;
    };
  }
}
