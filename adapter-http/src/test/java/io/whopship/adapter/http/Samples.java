package io.whopship.adapter.http;

import io.whopship.ports.model.AppId;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.apps.Subdomain;
import io.whopship.ports.model.apps.Variables;
import io.whopship.ports.model.apps.WhopAppId;
import io.whopship.ports.model.artifact.BuildMetadata;
import io.whopship.ports.model.artifact.Checksum;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.DeploymentState;
import io.whopship.ports.model.deploy.DeploymentView;
import io.whopship.ports.model.identity.OwnerId;
import io.whopship.ports.model.rollout.Percent;
import io.whopship.ports.model.rollout.Release;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.ports.model.rollout.RolloutPlan;
import io.whopship.ports.model.rollout.RolloutPolicy;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** The app and the deployment of the integration guide's examples. */
final class Samples {

  static final Instant NOON = Instant.parse("2025-01-24T12:00:00Z");
  static final String CHECKSUM = "sha256:" + "ab".repeat(32);
  static final AppId APP_ID = new AppId(456);
  static final DeploymentId ID = new DeploymentId(123);
  static final Release RELEASE = new Release(new ReleaseName(APP_ID, ID), "version_abc123");

  static final App APP = new App(APP_ID, new WhopAppId("app_123abc"), new OwnerId("acme"),
      "My Next.js App", new Subdomain("my-app"), new Variables(Map.of("GREETING", "hello")),
      RolloutPolicy.DEFAULT, NOON);

  static final BuildMetadata METADATA = new BuildMetadata("14.0.0", "3.0.0", "3.100.0", "20.0.0",
      45_000L, new Checksum(CHECKSUM), Map.of("gitCommit", "0a1b2c3"));

  static final String METADATA_JSON = """
      {"nextVersion": "14.0.0", "opennextVersion": "3.0.0", "wranglerVersion": "3.100.0",
       "nodeVersion": "20.0.0", "buildTime": 45000, "checksum": "%s", "gitCommit": "0a1b2c3"}
      """.formatted(CHECKSUM);

  private Samples() {}

  static Deployment deployment(DeploymentState state) {
    return new Deployment(ID, UUID.fromString("550e8400-e29b-41d4-a716-446655440000"), APP_ID,
        METADATA, new Checksum(CHECKSUM), RolloutPlan.DEFAULT, state, 1, 1, NOON);
  }

  /** Before anything is known of it but its number. */
  static Deployment bareDeployment() {
    return new Deployment(ID, UUID.fromString("550e8400-e29b-41d4-a716-446655440000"), APP_ID,
        BuildMetadata.NONE, null, RolloutPlan.DEFAULT, new DeploymentState.Pending(), 0, 0, NOON);
  }

  static DeploymentView halfWay() {
    return new DeploymentView(
        deployment(new DeploymentState.Soaking(NOON, RELEASE, 0, NOON, NOON.plusSeconds(30), 0, 0)),
        APP,
        new Percent(50), null, URI.create("http://my-app--123.localhost:8080"));
  }

  static DeploymentView active() {
    return new DeploymentView(
        deployment(new DeploymentState.Active(RELEASE, NOON, NOON.plusMillis(51_230))), APP,
        Percent.ALL, URI.create("http://my-app.localhost:8080"),
        URI.create("http://my-app--123.localhost:8080"));
  }
}
