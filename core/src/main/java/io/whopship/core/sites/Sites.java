package io.whopship.core.sites;

import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.apps.SiteAddresses;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.ports.model.rollout.Route;
import io.whopship.ports.model.rollout.Traffic;
import java.net.URI;
import java.util.List;
import java.util.Locale;

/** Under which URLs and hosts an app and its deployments are seen. */
public final class Sites {

  private final SiteAddresses addresses;

  public Sites(SiteAddresses addresses) {
    this.addresses = addresses;
  }

  public URI url(App app) {
    return addresses.site(app.subdomain());
  }

  public URI previewUrl(App app, DeploymentId deployment) {
    return addresses.preview(app.subdomain(), deployment);
  }

  public String host(App app) {
    return host(url(app));
  }

  String previewHost(App app, DeploymentId deployment) {
    return host(previewUrl(app, deployment));
  }

  /** A stored route under the app's host of today: an operator may have chosen another site URL. */
  public Route addressed(App app, Route route) {
    return new Route(host(app), route.generation(), route.salt(), route.traffic(), route.kept());
  }

  /** Sends a preview's visitors to its release: the same route for ever, so generation 1. */
  public Route previewRoute(App app, ReleaseName release) {
    return new Route(previewHost(app, release.deployment()), 1, "preview",
        new Traffic.Whole(release), List.of());
  }

  private static String host(URI url) {
    return url.getHost().toLowerCase(Locale.ROOT);
  }
}
