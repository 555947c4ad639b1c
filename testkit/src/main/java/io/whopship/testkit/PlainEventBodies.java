package io.whopship.testkit;

import io.whopship.ports.driven.webhooks.EventBodies;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.deploy.DeploymentView;
import io.whopship.ports.model.deploy.Notice;
import io.whopship.ports.model.webhooks.Webhook;
import java.time.Instant;

/** Events in a few words, for tests. */
public final class PlainEventBodies implements EventBodies {

  @Override
  public String deployment(Notice notice, DeploymentView view) {
    return notice.type() + " " + view.deployment().id() + " "
        + view.deployment().state().status().word();
  }

  @Override
  public String deleted(Notice notice, App app, DeploymentId deployment) {
    return notice.type() + " " + deployment + " deleted";
  }

  @Override
  public String test(Webhook webhook, Instant at) {
    return "test of " + webhook.id();
  }
}
