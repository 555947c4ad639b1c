package io.whopship.adapter.jdbc;

import io.whopship.ports.driven.Apps.Added;
import io.whopship.ports.driven.Deployments.Recorded;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.apps.Subdomain;
import io.whopship.ports.model.apps.Variables;
import io.whopship.ports.model.apps.WhopAppId;
import io.whopship.ports.model.artifact.BuildMetadata;
import io.whopship.ports.model.deploy.Change;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.NewDeployment;
import io.whopship.ports.model.identity.OwnerId;
import io.whopship.ports.model.logs.LogLine;
import io.whopship.ports.model.logs.LogType;
import io.whopship.ports.model.rollout.RolloutPlan;
import java.time.Instant;
import java.util.UUID;

/** What tests fill stores with. */
final class Given {

  static final Instant NOW = Instant.parse("2026-11-20T12:00:00.123Z");

  private Given() {}

  static App app(JdbcStores stores, String label) {
    Added added = stores.apps()
        .add(new OwnerId("owner"), new WhopAppId(label), label, new Subdomain(label),
            Variables.NONE, NOW);
    if (added instanceof Added.Done done) {
      return done.app();
    }
    throw new IllegalStateException(label + ": " + added);
  }

  /** A pending deployment of an app of its own. */
  static Deployment deployment(JdbcStores stores, String label) {
    return stores.deployments().add(newDeployment(app(stores, label).id()));
  }

  static NewDeployment newDeployment(AppId app) {
    return new NewDeployment(UUID.randomUUID(), app, BuildMetadata.NONE, null,
        RolloutPlan.DEFAULT, NOW);
  }

  static Deployment won(JdbcStores stores, Change change) {
    Recorded recorded = stores.deployments().record(change);
    if (recorded instanceof Recorded.Won won) {
      return won.now();
    }
    throw new IllegalStateException("not won: " + recorded);
  }

  static LogLine line(String message) {
    return new LogLine(NOW, LogType.INFO, "test", message);
  }
}
