package io.whopship.core.webhooks;

import io.whopship.ports.driven.webhooks.Webhooks;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.webhooks.Webhook;
import io.whopship.ports.model.webhooks.WebhookId;
import java.util.Optional;

/** Looks webhooks up for a caller: what is absent is said before what is somebody else's. */
final class WebhookAccess {

  private final Webhooks webhooks;

  WebhookAccess(Webhooks webhooks) {
    this.webhooks = webhooks;
  }

  ToWebhook webhook(Caller caller, WebhookId id) {
    Optional<Webhook> webhook = webhooks.find(id);
    if (webhook.isEmpty()) {
      return new ToWebhook.Absent();
    }
    return caller.mayActFor(webhook.get().owner())
        ? new ToWebhook.Granted(webhook.get())
        : new ToWebhook.Denied();
  }

  /** Whether a caller may have this webhook. */
  sealed interface ToWebhook {

    record Granted(Webhook webhook) implements ToWebhook {}

    record Denied() implements ToWebhook {}

    record Absent() implements ToWebhook {}
  }
}
