package io.whopship.ports.model.rollout;

import io.whopship.ports.model.AppId;
import io.whopship.ports.model.DeploymentId;

/**
 * Under which name an edge knows the worker of one deployment: {@code whopship-<app>-<deployment>}.
 * What was placed under a name never changes.
 */
public record ReleaseName(AppId app, DeploymentId deployment) {

  /** How each begins. */
  public static final String PREFIX = "whopship-";

  public static ReleaseName parse(String text) {
    String[] parts = text.startsWith(PREFIX)
        ? text.substring(PREFIX.length()).split("-", -1)
        : new String[0];
    if (parts.length != 2 || !parts[0].matches("[1-9][0-9]{0,17}")
        || !parts[1].matches("[1-9][0-9]{0,17}")) {
      throw new IllegalArgumentException(
          "a release name must be whopship-<app>-<deployment>, but is '" + text + "'");
    }
    return new ReleaseName(new AppId(Long.parseLong(parts[0])),
        new DeploymentId(Long.parseLong(parts[1])));
  }

  @Override
  public String toString() {
    return PREFIX + app + "-" + deployment;
  }
}
