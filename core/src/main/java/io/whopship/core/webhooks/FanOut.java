package io.whopship.core.webhooks;

import io.whopship.ports.driven.Apps;
import io.whopship.ports.driven.Deployments;
import io.whopship.ports.driven.Ids;
import io.whopship.ports.driven.Outbox;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.driven.webhooks.EventBodies;
import io.whopship.ports.driven.webhooks.WebhookDeliveries;
import io.whopship.ports.driven.webhooks.Webhooks;
import io.whopship.ports.model.apps.App;
import io.whopship.ports.model.deploy.Deployment;
import io.whopship.ports.model.deploy.DeploymentView;
import io.whopship.ports.model.webhooks.Message;
import io.whopship.ports.model.webhooks.NewDelivery;
import io.whopship.ports.model.webhooks.Webhook;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes deliveries of what the outbox has. Which entries are done is written with the deliveries,
 * so a server that dies in between, or is slower than another, leaves none out and doubles none.
 */
final class FanOut {

  private static final Logger log = LoggerFactory.getLogger(FanOut.class);

  private static final int BATCH = 100;

  private final Outbox outbox;
  private final Webhooks webhooks;
  private final WebhookDeliveries deliveries;
  private final EventBodies bodies;
  private final Apps apps;
  private final Deployments deployments;
  private final BiFunction<Deployment, App, DeploymentView> views;
  private final Ids ids;
  private final InstantSource clock;

  FanOut(WebhookUseCases.Parts parts) {
    this.outbox = parts.stores().outbox();
    this.webhooks = parts.stores().webhooks();
    this.deliveries = parts.stores().webhookDeliveries();
    this.bodies = parts.bodies();
    this.apps = parts.stores().apps();
    this.deployments = parts.stores().deployments();
    this.views = parts.views();
    this.ids = parts.ids();
    this.clock = parts.clock();
  }

  void run() {
    long last = deliveries.lastRead();
    List<Outbox.Entry> entries = outbox.read(last, BATCH);
    while (!entries.isEmpty()) {
      List<NewDelivery> added = new ArrayList<>();
      entries.forEach(entry -> added.addAll(readable(entry)));
      deliveries.add(last, entries.getLast().number(), added);
      last = deliveries.lastRead();
      entries = outbox.read(last, BATCH);
    }
  }

  /** None for an entry about what cannot be read: it must not keep all others from being told. */
  private List<NewDelivery> readable(Outbox.Entry entry) {
    try {
      return deliveries(entry);
    } catch (PortException.Corrupt e) {
      log.error("webhooks are not told of an event entry={} app={} type={}", entry.number(),
          entry.app(), entry.notice().type(), e);
      return List.of();
    }
  }

  /** None for an app that is gone: its webhooks went with it, and its owner's are not told. */
  private List<NewDelivery> deliveries(Outbox.Entry entry) {
    Optional<App> app = apps.find(entry.app());
    if (app.isEmpty()) {
      return List.of();
    }
    List<Webhook> listening = webhooks.listening(entry.app(), app.get().owner())
        .stream()
        .filter(webhook -> webhook.events().wants(entry.notice().type()))
        .toList();
    if (listening.isEmpty()) {
      return List.of();
    }
    Instant now = clock.instant();
    Message message = new Message(MessageIds.next(ids), entry.notice().type(), entry.notice().at(),
        body(entry, app.get()));
    return listening.stream()
        .map(webhook -> new NewDelivery(webhook.id(), message, now))
        .toList();
  }

  private String body(Outbox.Entry entry, App app) {
    try {
      return deployments.find(entry.deployment())
          .map(deployment -> bodies.deployment(entry.notice(), views.apply(deployment, app)))
          .orElseGet(() -> bodies.deleted(entry.notice(), app, entry.deployment()));
    } catch (PortException.Corrupt e) {
      // It must not keep all others from hearing of anything.
      log.error("deployment cannot be shown to webhooks deployment={}", entry.deployment(), e);
      return bodies.deleted(entry.notice(), app, entry.deployment());
    }
  }
}
