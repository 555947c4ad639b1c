package io.whopship.ports.driven.webhooks;

import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.deploy.DeploymentView;
import io.whopship.ports.model.deploy.Notice;
import io.whopship.ports.model.webhooks.Webhook;
import java.time.Instant;

/** How events are written for webhooks: in the words of the API. */
public interface EventBodies {

  /** That something happened to a deployment. */
  String deployment(Notice notice, DeploymentView deployment);

  /** The same of one that was deleted since. */
  String deleted(Notice notice, App app, DeploymentId deployment);

  /** That nothing happened, and a webhook is tried. */
  String test(Webhook webhook, Instant at);
}
