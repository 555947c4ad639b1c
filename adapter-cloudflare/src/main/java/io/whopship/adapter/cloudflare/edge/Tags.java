package io.whopship.adapter.cloudflare.edge;

import io.whopship.ports.model.AppId;
import io.whopship.ports.model.rollout.ReleaseName;
import java.util.List;

/** By what scripts are found among those of others. */
final class Tags {

  static final String PLATFORM = "whopship";

  private Tags() {}

  static List<String> of(ReleaseName release) {
    return List.of(PLATFORM, ofApp(release.app()), "deployment-" + release.deployment());
  }

  static String ofApp(AppId app) {
    return "app-" + app;
  }
}
