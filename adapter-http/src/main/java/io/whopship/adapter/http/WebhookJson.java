package io.whopship.adapter.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.whopship.ports.model.AppId;
import io.whopship.ports.model.webhooks.Attempt;
import io.whopship.ports.model.webhooks.Delivery;
import io.whopship.ports.model.webhooks.DeliveryState;
import io.whopship.ports.model.webhooks.SendResult;
import io.whopship.ports.model.webhooks.Webhook;
import io.whopship.ports.model.webhooks.WebhookStatus;
import java.util.Locale;

/** Webhooks and deliveries as the API shows them. */
final class WebhookJson {

  private WebhookJson() {}

  /** Without its secret, which is shown when it is made and never again. */
  static ObjectNode webhook(Webhook webhook) {
    AppId app = webhook.app();
    ObjectNode json = Json.object()
        .put("id", webhook.id().value())
        .put("owner", webhook.owner().value())
        .put("appId", app == null ? null : app.value())
        .put("url", webhook.url().toString());
    ArrayNode events = json.putArray("events");
    webhook.events().patterns().forEach(events::add);
    switch (webhook.status()) {
      case WebhookStatus.Working w -> json.put("status", "working");
      case WebhookStatus.Failing failing -> json.put("status", "failing")
          .put("failingSince", Json.timestamp(failing.since()));
      case WebhookStatus.Disabled disabled -> json.put("status", "disabled")
          .put("disabledAt", Json.timestamp(disabled.since()))
          .put("disabledBecause", disabled.reason().name().toLowerCase(Locale.ROOT));
    }
    ArrayNode former = json.putArray("formerSecretsUntil");
    webhook.secrets().former().forEach(secret -> former.add(Json.timestamp(secret.until())));
    return json.put("createdAt", Json.timestamp(webhook.createdAt()));
  }

  static ObjectNode withSecret(Webhook webhook) {
    return webhook(webhook).put("secret", webhook.secrets().current().text().reveal());
  }

  static ObjectNode delivery(Delivery delivery) {
    ObjectNode json = Json.object()
        .put("id", delivery.id().value())
        .put("webhookId", delivery.webhook().value())
        .put("messageId", delivery.message().id())
        .put("type", delivery.message().type())
        .put("eventAt", Json.timestamp(delivery.message().at()));
    switch (delivery.state()) {
      case DeliveryState.Waiting waiting -> json.put("status", "waiting")
          .put("nextAttemptAt", Json.timestamp(waiting.next()));
      case DeliveryState.Delivered delivered -> json.put("status", "delivered")
          .put("deliveredAt", Json.timestamp(delivered.at()));
      case DeliveryState.Failed failed -> json.put("status", "failed")
          .put("failedAt", Json.timestamp(failed.at()));
    }
    ArrayNode attempts = json.putArray("attempts");
    delivery.attempts().forEach(attempt -> attempts.add(attempt(attempt)));
    return json.put("createdAt", Json.timestamp(delivery.createdAt()));
  }

  static ObjectNode attempt(Attempt attempt) {
    ObjectNode json = Json.object()
        .put("at", Json.timestamp(attempt.at()))
        .put("milliseconds", attempt.took().toMillis())
        .put("success", attempt.result().isSuccess());
    switch (attempt.result()) {
      case SendResult.Answered answered -> json.put("status", answered.status())
          .put("answer", Json.wellFormed(answered.excerpt()));
      case SendResult.Unreachable unreachable -> json.put("problem", unreachable.reason());
      case SendResult.Forbidden forbidden -> json.put("problem",
          "Nothing was sent: the URL " + forbidden.reason());
    }
    return json;
  }
}
