package io.whopship.core.webhooks;

import io.whopship.core.access.Access;
import io.whopship.ports.driven.Ids;
import io.whopship.ports.driven.Stores;
import io.whopship.ports.driven.Timer;
import io.whopship.ports.driven.webhooks.EventBodies;
import io.whopship.ports.driven.webhooks.WebhookSender;
import io.whopship.ports.driven.webhooks.Webhooks;
import io.whopship.ports.driving.webhooks.DeliverWebhooks;
import io.whopship.ports.driving.webhooks.ManageWebhooks;
import io.whopship.ports.driving.webhooks.SeeDeliveries;
import io.whopship.ports.driving.webhooks.TryWebhook;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.DeploymentView;
import java.time.InstantSource;
import java.util.function.BiFunction;

/** All that can be done with webhooks. */
public record WebhookUseCases(ManageWebhooks manage, TryWebhook attempt, SeeDeliveries deliveries,
    DeliverWebhooks deliver) {

  /** What webhooks are made of; {@code views} makes of a deployment what its owner sees. */
  public record Parts(Stores stores, EventBodies bodies, WebhookSender sender, Access access,
      BiFunction<Deployment, App, DeploymentView> views, Ids ids, Timer timer,
      InstantSource clock) {}

  public static WebhookUseCases assemble(Parts parts) {
    Webhooks webhooks = parts.stores().webhooks();
    SignedSending sending = new SignedSending(parts.sender(), parts.clock());
    return new WebhookUseCases(
        new ManageWebhooksService(parts.access(), webhooks, parts.sender(), parts.ids(),
            parts.clock()),
        new TryWebhookService(webhooks, parts.bodies(), sending, parts.ids(),
            parts.clock()),
        new SeeDeliveriesService(webhooks, parts.stores().webhookDeliveries(), parts.clock()),
        new DeliverWebhooksService(parts, sending));
  }
}
