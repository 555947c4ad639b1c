package io.whopship.core.webhooks;

import io.whopship.core.webhooks.WebhookAccess.ToWebhook;
import io.whopship.ports.driven.Ids;
import io.whopship.ports.driven.webhooks.EventBodies;
import io.whopship.ports.driven.webhooks.Webhooks;
import io.whopship.ports.driving.webhooks.TryWebhook;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.identity.OwnerId;
import io.whopship.ports.model.webhooks.Message;
import io.whopship.ports.model.webhooks.Webhook;
import io.whopship.ports.model.webhooks.WebhookId;
import java.time.Instant;
import java.time.InstantSource;

final class TryWebhookService implements TryWebhook {

  /** A caller's request waits for each, and a receiver may let it wait. */
  private static final int MAX_OF_OWNER = 2;

  private final WebhookAccess access;
  private final EventBodies bodies;
  private final SignedSending sending;
  private final Ids ids;
  private final InstantSource clock;
  private final OwnerPlaces places = new OwnerPlaces(MAX_OF_OWNER);

  TryWebhookService(Webhooks webhooks, EventBodies bodies, SignedSending sending, Ids ids,
      InstantSource clock) {
    this.access = new WebhookAccess(webhooks);
    this.bodies = bodies;
    this.sending = sending;
    this.ids = ids;
    this.clock = clock;
  }

  @Override
  public Outcome send(Caller caller, WebhookId id) {
    return switch (access.webhook(caller, id)) {
      case ToWebhook.Granted(Webhook webhook) -> sendInPlace(caller.owner(), webhook);
      case ToWebhook.Denied() -> new Outcome.NotYours();
      case ToWebhook.Absent() -> new Outcome.NoSuchWebhook();
    };
  }

  private Outcome sendInPlace(OwnerId owner, Webhook webhook) {
    if (!places.take(owner)) {
      return new Outcome.TooMany(MAX_OF_OWNER);
    }
    try {
      return send(webhook);
    } finally {
      places.leave(owner);
    }
  }

  private Outcome send(Webhook webhook) {
    Instant now = clock.instant();
    Message message = new Message(MessageIds.next(ids), TYPE, now, bodies.test(webhook, now));
    return new Outcome.Sent(message.id(), sending.send(webhook, message));
  }
}
