package io.whopship.ports.model.webhooks;

import io.whopship.ports.model.AppId;
import io.whopship.ports.model.identity.OwnerId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A webhook before a store has given it its number. It will be working. */
public record NewWebhook(OwnerId owner, @Nullable AppId app, WebhookUrl url, EventFilter events,
    SigningSecret secret, Instant createdAt) {

  public Webhook numbered(WebhookId id) {
    return new Webhook(id, owner, app, url, events, SigningSecrets.of(secret),
        new WebhookStatus.Working(), createdAt);
  }
}
