package io.whopship.core.webhooks;

import io.whopship.ports.driven.webhooks.WebhookSender;
import io.whopship.ports.model.webhooks.Attempt;
import io.whopship.ports.model.webhooks.Message;
import io.whopship.ports.model.webhooks.SendResult;
import io.whopship.ports.model.webhooks.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Signs a message, sends it once, and looks at the clock. */
final class SignedSending {

  private final WebhookSender sender;
  private final InstantSource clock;

  SignedSending(WebhookSender sender, InstantSource clock) {
    this.sender = sender;
    this.clock = clock;
  }

  Attempt send(Webhook webhook, Message message) {
    Instant begin = clock.instant();
    SendResult result = sender.send(webhook.url(),
        WebhookSignature.headers(message, webhook.secrets(), begin), message.body());
    Duration took = Duration.between(begin, clock.instant());
    // Wall clocks are set back now and then.
    return new Attempt(begin, took.isNegative() ? Duration.ZERO : took, result);
  }
}
