package io.whopship.adapter.cloudflare.edge;

import io.whopship.adapter.cloudflare.api.DispatchScripts.Script;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.rollout.ReleaseName;
import java.util.List;
import java.util.Optional;

/** By what scripts are found among those of others. */
final class Tags {

  static final String PLATFORM = "whopship";

  private Tags() {}

  static List<String> of(ReleaseName release) {
    return List.of(PLATFORM, ofApp(release.app()), "deployment-" + release.deployment());
  }

  /** Empty for a script that somebody else gave such a tag. */
  static Optional<ReleaseName> release(Script script) {
    try {
      return Optional.of(ReleaseName.parse(script.name()));
    } catch (IllegalArgumentException foreign) {
      return Optional.empty();
    }
  }

  static String ofApp(AppId app) {
    return "app-" + app;
  }
}
