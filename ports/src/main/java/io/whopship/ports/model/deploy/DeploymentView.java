package io.whopship.ports.model.deploy;

import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.rollout.Percent;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * A deployment as its owner sees it.
 *
 * @param share how much of the app's traffic it has now
 * @param siteUrl the live address of the app, once the deployment is active
 * @param previewUrl where this very deployment is seen; {@code null} before the edge holds it, once
 * it was removed from there, and for a deployment that failed
 */
public record DeploymentView(Deployment deployment, App app, Percent share, @Nullable URI siteUrl,
    @Nullable URI previewUrl) {

  public boolean isLive() {
    return !share.equals(Percent.NONE);
  }
}
