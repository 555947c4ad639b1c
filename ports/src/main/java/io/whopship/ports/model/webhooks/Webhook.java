package io.whopship.ports.model.webhooks;

import io.whopship.ports.model.AppId;
import io.whopship.ports.model.identity.OwnerId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who is told of what happens, by signed requests.
 *
 * @param owner of the apps it is about
 * @param app the one app it is about; {@code null} for all of the owner's
 */
public record Webhook(WebhookId id, OwnerId owner, @Nullable AppId app, WebhookUrl url,
    EventFilter events, SigningSecrets secrets, WebhookStatus status, Instant createdAt) {

  public Webhook withUrl(WebhookUrl newUrl) {
    return new Webhook(id, owner, app, newUrl, events, secrets, status, createdAt);
  }

  public Webhook withEvents(EventFilter newEvents) {
    return new Webhook(id, owner, app, url, newEvents, secrets, status, createdAt);
  }

  public Webhook withSecrets(SigningSecrets newSecrets) {
    return new Webhook(id, owner, app, url, events, newSecrets, status, createdAt);
  }

  public Webhook withStatus(WebhookStatus newStatus) {
    return new Webhook(id, owner, app, url, events, secrets, newStatus, createdAt);
  }
}
