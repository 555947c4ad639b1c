package io.whopship.ports.model.apps;

import io.whopship.ports.model.DeploymentId;
import java.net.URI;

/**
 * Where visitors find sites: a URL with {@code {subdomain}} as the whole first label of its host,
 * such as {@code http://{subdomain}.localhost:8080}.
 */
public record SiteAddresses(String pattern) {

  private static final String PLACE = "{subdomain}";

  public SiteAddresses {
    int place = pattern.indexOf("://" + PLACE + ".");
    if (place < 0 || pattern.indexOf(PLACE, place + 4) >= 0) {
      throw new IllegalArgumentException("site URL pattern must hold " + PLACE
          + " once, as the first label of its host (http://" + PLACE + ".localhost:8080), but is '"
          + pattern + "'");
    }
    URI sample = URI.create(pattern.replace(PLACE, "sample"));
    if (sample.getHost() == null || !sample.getScheme().matches("https?")) {
      throw new IllegalArgumentException(
          "site URL pattern must be an http or https URL with a host, but is '" + pattern + "'");
    }
  }

  /** The live address of an app. */
  public URI site(Subdomain subdomain) {
    return URI.create(pattern.replace(PLACE, subdomain.label()));
  }

  /** The address at which one deployment is seen, whatever traffic it has. It never changes. */
  public URI preview(Subdomain subdomain, DeploymentId deployment) {
    return URI.create(pattern.replace(PLACE, subdomain.label() + "--" + deployment.value()));
  }
}
