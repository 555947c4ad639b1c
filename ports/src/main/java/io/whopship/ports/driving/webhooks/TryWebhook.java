package io.whopship.ports.driving.webhooks;

import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.webhooks.Attempt;
import io.whopship.ports.model.webhooks.WebhookId;

/** Finds out whether a webhook works. */
public interface TryWebhook {

  /** Of what type the message is. */
  String TYPE = "webhook.test";

  /**
   * Sends it a message that says only that, now and once, also if it is disabled. Changes nothing
   * about the webhook.
   */
  Outcome send(Caller caller, WebhookId id);

  /** What came of it. */
  sealed interface Outcome {

    record Sent(String messageId, Attempt attempt) implements Outcome {}

    record NoSuchWebhook() implements Outcome {}

    record NotYours() implements Outcome {}

    /** So many tests of the caller are under way already, the most there may be. */
    record TooMany(int most) implements Outcome {}
  }
}
